"""Numbers read and written in Indonesian: "1.250", "64,5", "1,2 juta", "dua puluh tiga"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

SCALES = {
    "lusin": 12,
    "ratus": 100,
    "rb": 1_000,
    "rbu": 1_000,
    "ribu": 1_000,
    "ribuan": 1_000,
    "k": 1_000,
    "jt": 1_000_000,
    "jta": 1_000_000,
    "juta": 1_000_000,
    "jutaan": 1_000_000,
    "miliar": 1_000_000_000,
    "milyar": 1_000_000_000,
    "mliar": 1_000_000_000,
    "triliun": 1_000_000_000_000,
    "trilyun": 1_000_000_000_000,
}
WORDS = {
    "nol": 0,
    "satu": 1,
    "dua": 2,
    "tiga": 3,
    "empat": 4,
    "lima": 5,
    "enam": 6,
    "tujuh": 7,
    "delapan": 8,
    "sembilan": 9,
    "sepuluh": 10,
    "sebelas": 11,
    "seratus": 100,
    "seribu": 1_000,
    "sejuta": 1_000_000,
}
LONGEST = 15
"""Digits of the longest number taken: more is no figure of a proposal, and floats stop being exact."""

_FIGURE = re.compile(
    r"(?<![\w.,])(?P<minus>[-\u2212]|minus )?"  # glued to a letter it is a name: K4, H1N1
    r"(?P<digits>[0-9]{1,3}(?: [0-9]{3})+(?![0-9])|[0-9][0-9.,]*)"
    r"(?:\s?(?P<scale>[a-z]+))?"
)
_SAID_COMMA = re.compile(r"(?<=[0-9])\s+koma\s+(?=[0-9])")
_DENOMINATOR = re.compile(r"(?:\bper|/)\s*1[0.]*0\b")


@dataclass(frozen=True, slots=True)
class NumberReading:
    """A number as written in a text, with every reading it allows: "1,250" is 1250 or 1.25."""

    written: str
    readings: tuple[Decimal, ...]
    scaled: bool = False


def figures(text: str, scales: dict[str, int] | None = None) -> tuple[NumberReading, ...]:
    """Return the numbers of a text; "2 juta 500 ribu" is one."""
    known = SCALES if scales is None else scales
    lowered = _SAID_COMMA.sub(",", text.lower().replace("\u00a0", " "))
    found: list[NumberReading] = []
    end, lowest = -1, 0
    for match in _FIGURE.finditer(lowered):
        scale = known.get(match["scale"] or "", 0)
        figure = _figure(match, scale)
        continues = bool(found) and scale and scale < lowest and not lowered[end : match.start()].strip()
        if continues and len(found[-1].readings) == len(figure.readings) == 1:
            whole = found[-1].readings[0] + figure.readings[0]
            figure = NumberReading(lowered[match.start() : match.end()], (whole,), True)
            found.pop()
        found.append(figure)
        end, lowest = match.end(), scale
    return tuple(found) or _spelled(lowered)


def without_denominator(text: str) -> str:
    """Drop "per 100.000" from a rate, so that only its figure is left."""
    return _DENOMINATOR.sub(" ", text.lower())


def readings(digits: str) -> tuple[Decimal, ...]:
    """Return what a written number may mean; none if it is no number, two if it is ambiguous."""
    if " " in digits:
        return (Decimal(digits.replace(" ", "")),)
    separators = [character for character in digits if character in ".,"]
    if not separators:
        return (Decimal(digits),)
    if len(set(separators)) == 2:
        last = max(digits.rfind("."), digits.rfind(","))
        whole, part = digits[:last], digits[last + 1 :]
        return (_decimal(whole, part),) if _grouped(whole) and digits[last] not in whole else ()
    if len(separators) > 1:
        return (Decimal(re.sub("[.,]", "", digits)),) if _grouped(digits) else ()
    whole, part = re.split("[.,]", digits)
    if len(part) != 3 or len(whole) > 3 or whole.startswith("0"):
        return (_decimal(whole, part),)
    grouped = Decimal(whole + part)
    return (grouped,) if separators == ["."] else (grouped, _decimal(whole, part))


def plain_number(number: Decimal) -> int | float:
    """Return a number as JSON holds it: whole ones as int."""
    return int(number) if number == number.to_integral_value() else float(number)


def write_number(value: float) -> str:
    """Write a number: 1.250 and 64,5; three decimals get a fourth, because "2,593" could be read as thousands."""
    number = Decimal(repr(value))
    text = f"{abs(number):f}"
    whole, _, part = text.partition(".")
    part = part.rstrip("0")
    if len(part) == 3 and len(whole) <= 3 and whole != "0":
        part += "0"
    sign = "-" if number < 0 else ""
    return f"{sign}{write_whole(int(whole))}{',' + part if part else ''}"


def write_whole(number: float) -> str:
    """Write a number without what is behind its comma: 1.250."""
    return f"{round(number):,}".replace(",", ".")


def _figure(match: re.Match[str], scale: int) -> NumberReading:
    digits = match["digits"].rstrip(".,")
    read = readings(digits) if sum(map(str.isdigit, digits)) <= LONGEST else ()
    if scale and len(read) == 2:
        read = read[1:]  # nobody writes thousands of millions with a comma
    sign = -1 if match["minus"] else 1
    shown = f"{digits} {match['scale']}" if scale else digits
    return NumberReading(shown, tuple(sign * number * (scale or 1) for number in read), bool(scale))


def _grouped(digits: str) -> bool:
    first, *rest = re.split("[.,]", digits)
    return 1 <= len(first) <= 3 and all(len(group) == 3 for group in rest) if rest else bool(first)


def _decimal(whole: str, part: str) -> Decimal:
    return Decimal(f"{re.sub('[.,]', '', whole)}.{part or '0'}")


def _spelled(text: str) -> tuple[NumberReading, ...]:
    """Read number words, where a text has no digits: "dua puluh tiga", "satu koma lima juta"."""
    runs: list[list[str]] = [[]]
    for word in re.findall(r"[a-z]+", text.replace("salah satu", " ")):
        if word in WORDS or word in SCALES or word in ("belas", "puluh", "koma", "setengah"):
            runs[-1].append(word)
        elif runs[-1]:
            runs.append([])
    found = [(run, _sum(run)) for run in runs if run]
    return tuple(NumberReading(" ".join(run), (number,)) for run, number in found if number is not None)


def _sum(words: list[str]) -> Decimal | None:
    total, group, last = Decimal(0), Decimal(0), Decimal(0)
    started, tenth = False, Decimal(0)
    for word in words:
        if word == "koma":
            tenth = Decimal("0.1")
        elif word == "setengah":
            last += Decimal("0.5")
            started = True
        elif word in WORDS and tenth:
            last += WORDS[word] * tenth
            tenth /= 10
        elif word in WORDS:
            group, last = group + last, Decimal(WORDS[word])
            started = True
        elif not started:
            return None
        elif word == "belas":
            last += 10
        elif word in ("puluh", "ratus"):
            last *= 10 if word == "puluh" else 100
        else:
            total += (group + last) * SCALES[word]
            group = last = Decimal(0)
            tenth = Decimal(0)
    return total + group + last if started else None
