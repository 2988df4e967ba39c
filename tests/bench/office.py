"""A process with LibreOffice that makes a PDF beside each DOCX in its input; run by the Python that has `uno`."""

from __future__ import annotations

import importlib
import sys
import time
from typing import Any

uno: Any = importlib.import_module("uno")


def main(port: str) -> None:
    """Connect, then convert for every line."""
    desktop = _desktop(port)
    for line in sys.stdin:
        path = line.strip()
        document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, (_set("Hidden", True),))
        document.storeToURL(
            uno.systemPathToFileUrl(path.replace(".docx", ".pdf")), (_set("FilterName", "writer_pdf_Export"),)
        )
        document.close(True)
        print("done", flush=True)


def _desktop(port: str) -> Any:
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    address = f"uno:socket,host=127.0.0.1,port={port};urp;StarOffice.ComponentContext"
    for _ in range(100):
        try:
            there = resolver.resolve(address)
            return there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
        except Exception:  # it listens before it answers
            time.sleep(0.1)
    raise TimeoutError("LibreOffice does not answer")


def _set(name: str, value: object) -> Any:
    setting = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    setting.Name, setting.Value = name, value
    return setting


if __name__ == "__main__":
    main(sys.argv[1])
