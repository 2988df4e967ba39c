"""The choices that a text means: by number, label, close typing, search."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from flows.forms.model import Choice, ManyChoices, OneChoice
from flows.language.command_words import bare
from flows.parsed import Problem
from flows.text_format import listed, says_something
from flows.texts import word

ABBREVIATIONS = {
    "pkm": "puskesmas",
    "pusk": "puskesmas",
    "pusksmas": "puskesmas",
    "dinkes": "dinas kesehatan",
    "disdik": "dinas pendidikan",
    "dikbud": "dinas pendidikan dan kebudayaan",
    "dinsos": "dinas sosial",
    "dishub": "dinas perhubungan",
    "diskominfo": "dinas kominfo",
    "rs": "rumah sakit",
    "kec": "kecamatan",
    "kab": "kabupaten",
    "capil": "disdukcapil",
}
CLOSE, CLEARLY, PERHAPS = 84.0, 8.0, 62.0
"""Likeness (0-100) that is taken, its lead over the next one, and likeness worth offering."""
OFFERED = 4

PLACES = {
    **{word: str(number) for number, word in enumerate(("satu", "dua", "tiga", "empat", "lima"), 1)},
    **{word: str(number) for number, word in enumerate(("pertama", "kedua", "ketiga", "keempat", "kelima"), 1)},
}
"""Numbers as words, tried only when no label has the word."""

MOST_WORDS = 3
"""Words of a typed button; what is longer may be an answer to an open question."""

_NOT = frozenset({"bukan", "non", "tidak", "selain", "kecuali", "tanpa", "belum"})
_NUMBER = re.compile(
    r"^(?:(?:no|nomor|nomer|pilihan|yang|ke|opsi|angka|sdgs?|tujuan|asta|cita|kategori|butir|poin)\b[ .-]*)*"
    r"([0-9]{1,3})[.)]?$"
)
_OWN_NUMBER = re.compile(r"^[^\w]*([0-9]+(?:\.[0-9]+)*)[.)]?\s")
"""The number that a button brings along: "3.1 Difusi"."""
_BUTTON_NUMBER = re.compile(r"(?:(?:no|nomor|nomer|yang|pilihan|opsi|angka|ke)\b[ .-]*)*([0-9]+(?:\.[0-9]+)*)[.)]?")


def pick(question: OneChoice, text: str) -> str | Problem:
    """Return the id of the choice that a text means; with `free`, the text itself when it means none."""
    found = _match(question.choices, text, PERHAPS)
    if question.free:
        return _freely(text, found)
    if len(found) == 1:
        return found[0].id
    if found:
        return Problem(text=word("choice.alike"), candidates=found[:OFFERED])
    return Problem(text=word("choice.unread", first=question.choices[0].label))


def pick_many(question: ManyChoices, text: str) -> list[str] | Problem:
    """Return the ids that a text means, in the order of the list."""
    lowered = _simple(text)
    if lowered in ("semua", "semuanya"):
        return among(question, [choice.id for choice in question.choices])
    if lowered in ("tidak ada", "tidak satu pun", "kosong", "") and question.minimum == 0:
        return []
    chosen: list[str] = []
    for part in _parts(question.choices, text):
        found = _match(question.choices, part, PERHAPS)
        if len(found) != 1:
            return Problem(
                text=word("choice.not_listed", part=part[:40]),
                candidates=found[:OFFERED],
            )
        chosen.append(found[0].id)
    return among(question, chosen)


def among(question: ManyChoices, ids: Sequence[str]) -> list[str] | Problem:
    """Return chosen ids in the list's order, if their number is within the question's bounds."""
    chosen = [choice.id for choice in question.choices if choice.id in ids]
    if len(chosen) < question.minimum:
        numbers = ", ".join(str(number) for number in range(1, question.minimum + 1))
        return Problem(text=word("choice.too_few", minimum=question.minimum, numbers=numbers))
    if question.maximum is not None and len(chosen) > question.maximum:
        return Problem(text=word("choice.too_many", maximum=question.maximum, count=len(chosen)))
    return chosen


def labels(choices: Sequence[Choice], ids: Sequence[str]) -> str:
    """Join the labels of chosen ids; semicolons where a label has a comma of its own."""
    by_id = {choice.id: choice.label for choice in choices}
    names = [by_id.get(name, name) for name in ids]
    return "; ".join(names) if any("," in name or " dan " in name for name in names) else listed(names)


def pick_label(labels: Sequence[str], text: str) -> int | None:
    """Return the place of the one button a text means: its own number, else its place in the list, or its words.

    Nothing is guessed here, as `pick` does: what is typed under buttons may be an answer to an open question.
    """
    typed = bare(text)
    if (number := _BUTTON_NUMBER.fullmatch(typed)) is not None:
        return _numbered(labels, number[1])
    said = _OWN_NUMBER.sub("", typed)
    found = _worded(labels, _label_words(said)) or _worded(labels, _simple(said).split())
    if found:
        return found[0] if len(found) == 1 else None
    number = _BUTTON_NUMBER.fullmatch(_in_digits(typed))
    return None if number is None else _numbered(labels, number[1])


def whole_label(labels: Sequence[str], text: str) -> int | None:
    """Return the place of the button whose label was typed from end to end, where a number would be an answer."""
    words = re.findall(r"[^\W_]+", text.lower())
    return next(
        (place for place, label in enumerate(labels) if words and words == re.findall(r"[^\W_]+", label.lower())), None
    )


def _numbered(labels: Sequence[str], number: str) -> int | None:
    own = {found[1]: place for place, label in enumerate(labels) if (found := _OWN_NUMBER.match(label)) is not None}
    if own:
        under = [place for name, place in own.items() if name.startswith(f"{number}.")]
        return own.get(number, under[0] if len(under) == 1 else None)
    place = int(number) if number.isdecimal() and len(number) <= 3 else 0
    return place - 1 if 1 <= place <= len(labels) else None


def _worded(labels: Sequence[str], words: Sequence[str]) -> list[int]:
    """Return the buttons whose words are just these; else, of few words, those of which each begins a word."""
    exact = [place for place, label in enumerate(labels) if _label_words(label) == words]
    if exact or not 0 < len(words) <= MOST_WORDS:
        return exact[:1]
    return [place for place, label in enumerate(labels) if _all_begin(words, _label_words(label))]


def _all_begin(typed: Sequence[str], label: Sequence[str]) -> bool:
    return all(any(part.startswith(word) for part in label) for word in typed)


def _label_words(text: str) -> list[str]:
    """Return the words of a button or of a text, without the number before them."""
    return _every_word(_OWN_NUMBER.sub("", text))


def _every_word(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def _match(choices: Sequence[Choice], text: str, least: float) -> tuple[Choice, ...]:
    """Return the choices that a text may mean, likeliest first; one means it is clear."""
    wanted = _simple(text)
    exact = [choice for choice in choices if wanted in (_simple(choice.label), choice.id, choice.id.replace("_", " "))]
    if exact:
        return (exact[0],)
    if (number := _NUMBER.match(wanted)) is not None:
        place = int(number[1]) - 1
        return (choices[place],) if 0 <= place < len(choices) else ()
    if not says_something(wanted):
        return ()
    return (
        _named_inside(choices, wanted)
        or _beginning_with(choices, wanted)
        or _spelled_place(choices, wanted)
        or _alike(choices, wanted, least)
    )


def _named_inside(choices: Sequence[Choice], wanted: str) -> tuple[Choice, ...]:
    """Return labels that stand whole inside a short text: "yang digital saja"."""
    if len(wanted.split()) > 12:
        return ()
    inside = [choice for choice in choices if f" {_simple(choice.label)} " in f" {wanted} "]
    widest = [c for c in inside if not any(_simple(c.label) in _simple(o.label) for o in inside if o is not c)]
    denied = _NOT & set(wanted.split())
    if len(widest) == 1 and denied and not denied & set(_simple(widest[0].label).split()):
        return tuple(choice for choice in choices if choice is not widest[0])[:OFFERED]
    if len(widest) == 1:
        return (widest[0], *_longer(choices, widest[0], wanted))
    return tuple(widest)


def _longer(choices: Sequence[Choice], found: Choice, wanted: str) -> Iterator[Choice]:
    """Yield longer labels whose further words may be meant by what is left of a text: "tomoni imur"."""
    label = _simple(found.label)
    rest = set(wanted.split()) - set(label.split())
    for choice in choices:
        further = set(_simple(choice.label).split()) - set(label.split())
        alike = any(fuzz.ratio(word, other) >= PERHAPS for word in rest for other in further)
        if alike and choice is not found and label in _simple(choice.label):
            yield choice


def _beginning_with(choices: Sequence[Choice], wanted: str) -> tuple[Choice, ...]:
    """Return labels in which every typed word begins a word: "kes" finds "Dinas Kesehatan"."""
    words = wanted.split()
    return tuple(
        choice
        for choice in choices
        if all(any(_begins(word, part) for part in _simple(choice.label).split()) for word in words)
    )


def _spelled_place(choices: Sequence[Choice], wanted: str) -> tuple[Choice, ...]:
    """Return the choice at a place given in words: "yang pertama", "dua"."""
    number = _NUMBER.match(_in_digits(wanted))
    place = int(number[1]) - 1 if number else -1
    return (choices[place],) if 0 <= place < len(choices) else ()


def _in_digits(wanted: str) -> str:
    return " ".join(PLACES.get(word, word) for word in wanted.split())


def _begins(word: str, part: str) -> bool:
    """Return whether a word begins another, or stands in it if it is long enough: "gizi" in "bergizi"."""
    return part.startswith(word) or (len(word) >= 4 and word in part)


def _alike(choices: Sequence[Choice], wanted: str, least: float) -> tuple[Choice, ...]:
    """Return labels that are typed alike: one if it leads clearly."""
    usual = _usual_words(choices)
    typed = _telling(wanted, usual)
    scored = sorted(
        ((_likeness(typed, _telling(_simple(choice.label), usual)), choice) for choice in choices), key=lambda s: -s[0]
    )
    likely = [(score, choice) for score, choice in scored if score >= least]
    if not likely:
        return ()
    best = likely[0][0]
    if best >= CLOSE and (len(likely) == 1 or best - likely[1][0] >= CLEARLY):
        return (likely[0][1],)
    return tuple(choice for _, choice in likely[:OFFERED]) if len(likely) > 1 else (likely[0][1], *_next(scored))


def _usual_words(choices: Sequence[Choice]) -> frozenset[str]:
    """Return the words that tell nothing because most labels have them: "puskesmas" in a list of puskesmas."""
    counted = Counter(word for choice in choices for word in set(_simple(choice.label).split()))
    return frozenset(word for word, times in counted.items() if times * 2 > len(choices) > 2)


def _telling(text: str, usual: frozenset[str]) -> str:
    return " ".join(word for word in text.split() if word not in usual) or text


def _next(scored: list[tuple[float, Choice]]) -> tuple[Choice, ...]:
    """Return the runner-up, so that a lone weak likeness is offered and not taken."""
    return tuple(choice for _, choice in scored[1:2])


def _likeness(wanted: str, label: str) -> float:
    if min(len(wanted), len(label)) < 4:
        return fuzz.ratio(wanted, label)
    return max(
        fuzz.ratio(wanted, label), fuzz.token_sort_ratio(wanted, label), 0.95 * fuzz.token_set_ratio(wanted, label)
    )


def _freely(text: str, found: tuple[Choice, ...]) -> str | Problem:
    if not says_something(text):
        return Problem(text=word("choice.or_write"))
    wanted = _simple(text)
    if len(found) == 1 and (_NUMBER.match(wanted) or wanted in (_simple(found[0].label), found[0].id)):
        return found[0].id
    return text.strip()


def _parts(choices: Sequence[Choice], text: str) -> list[str]:
    """Split "1, 3 dan 5" or labels; a label's own commas do not split."""
    rest = f" {_simple(text)} "
    parts: list[str] = []
    for choice in sorted(choices, key=lambda choice: -len(choice.label)):
        label = _simple(choice.label)
        if f" {label} " in rest:
            parts.append(choice.label)
            rest = rest.replace(f" {label} ", " , ")
    if parts and not re.search(r"[^\s,]", rest.replace(" dan ", " ").replace(" serta ", " ")):
        return parts
    pieces = re.split(r"[,;\n/&+]|\b(?:dan|serta|lalu|sama)\b", text)
    numbers = re.findall(r"[0-9]+", text)
    if re.fullmatch(r"[0-9\s.,;/&+-]*", text.replace("dan", "")) and numbers:
        return _numbers(text)
    return [piece.strip(" .()-*•") for piece in pieces if says_something(piece)]


def _numbers(text: str) -> list[str]:
    """Read "1 3 5" and "1-3"."""
    found: list[str] = []
    for first, last in re.findall(r"([0-9]{1,3})(?:\s*-\s*([0-9]{1,3}))?", text):
        found += [str(number) for number in range(int(first), int(last or first) + 1)]
    return found


def _simple(text: str) -> str:
    words = re.findall(r"[\w']+", text.lower().replace("-", " "))
    return " ".join(ABBREVIATIONS.get(word, word) for word in words)
