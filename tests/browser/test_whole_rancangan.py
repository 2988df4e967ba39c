"""A whole rancangan written in Chromium at the width of a small phone, by taps and typing, in the real program."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.app import App, build
from bot.settings import Settings
from flows.forms.load import load_library
from flows.forms.model import Evidence, ManyChoices, OneChoice, Question, Table, YesNo
from tests.fakes.drafts import picture
from tests.fakes.fresh_database import make_fresh
from tests.fakes.read_documents import docx_text, pdf_text, squeezed
from tests.fakes.web.browser import Chat, phone
from tests.fakes.web.server import serving

pytestmark = pytest.mark.asyncio(loop_scope="session")

FORM = load_library()["rancangan"]
QUESTIONS = [question for _, question in FORM.questions()]
END = "pertanyaan sudah dijawab"


@pytest_asyncio.fixture(loop_scope="session")
async def app(tmp_path: Path) -> App:
    """The whole program with its web chat, on an empty database."""
    settings = Settings(data_dir=tmp_path)
    make_fresh(settings.url)
    return build(settings)


@pytest_asyncio.fixture(loop_scope="session")
async def page(app: App, browser: Browser) -> AsyncIterator[Chat]:
    """Its page, opened on a phone that was never here."""
    await app.start()
    async with serving(app.web().routes) as base:
        handset = await phone(browser, base)
        chat = Chat(await handset.new_page())
        await chat.opens()
        yield chat
        assert chat.errors == []
        await handset.close()
        await app.close()
    await app.finish()


async def answer(chat: Chat, question: Question, photo: Path) -> None:
    match question:
        case Evidence():
            await chat.uploads(photo)
            await chat.taps("Selesai")
        case ManyChoices() | OneChoice() | YesNo():
            await chat.taps((await chat.buttons())[0])
        case Table():
            await chat.says(question.example)
            await chat.taps("Selesai")
        case _:
            await chat.says(question.example)


async def asked(chat: Chat) -> Question | None:
    """Return the question that stands on the page; None at the end."""
    said = " ".join((await chat.last()).split())
    if END in said:
        return None
    found = [question for question in QUESTIONS if " ".join(question.prompt.split()) in said]
    assert found, said
    return found[-1]


async def test_a_whole_rancangan_is_written_and_taken_home(page: Chat, tmp_path: Path) -> None:
    photo = tmp_path / "posyandu.jpg"
    photo.write_bytes(picture(640, 480))
    await page.taps("Masih ide")
    await page.taps("Isi lengkap sekaligus")
    order: list[str] = []
    while (question := await asked(page)) is not None:
        assert question.id not in order
        order.append(question.id)
        await answer(page, question, photo)
        if len(order) == 5:
            await page.page.reload()  # a phone that was put away goes on where it was
            await page.page.locator(".bot.live").wait_for()
    assert order == [question.id for question in QUESTIONS]
    assert await page.page.evaluate("document.documentElement.scrollWidth") <= 360

    await page.taps("Buat draf")
    await page.hears("Draf versi 1 siap")
    name, pdf = await page.downloads()
    assert name.endswith(".pdf")
    async with page.page.expect_download() as started:
        await page.page.locator(".bot a.file", has_text=".docx").last.click()
    word = await asyncio.to_thread(Path(await (await started.value).path()).read_bytes)
    stories = [question for question in QUESTIONS if question.kind == "long_text"]
    for text in (squeezed(docx_text(word)), squeezed(pdf_text(pdf))):
        assert [long_text.id for long_text in stories if squeezed(long_text.example) not in text] == []
