"""Drives Taguette as its own page does, without a browser: run by Taguette's own Python.

Makes a project, puts HTML documents in, codes them, and writes what Taguette exports. Its web
application answers on a port of this machine; it asks nobody for messages and reports to nobody.

    python drive_taguette.py PLAN.json FOLDER
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from taguette import database, extract, web
from taguette.main import DEFAULT_CONFIG
from taguette.web.base import Application
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port

EXPORTS = {
    "project.sqlite3": "project.sqlite3",
    "codebook.qdc": "codebook.qdc",
    "codebook.csv": "codebook.csv",
    "highlights/.csv": "highlights.csv",
}


def config(folder: Path) -> dict[str, Any]:
    """Settings of one user on one machine."""
    return {
        **DEFAULT_CONFIG,
        "NAME": "here",
        "PORT": 0,
        "SECRET_KEY": "only for a test",
        "DATABASE": f"sqlite:///{folder / 'workspace.sqlite3'}",
        "TOS_FILE": None,
        "DOMAIN": "localhost",
        "X_HEADERS": False,
        "EMAIL": "",
        "MAIL_SERVER": {},
        "COOKIES_PROMPT": False,
        "MULTIUSER": False,
        "BIND_ADDRESS": "127.0.0.1",
    }


class Page:
    """Asks the application as a signed-in page would."""

    def __init__(self, base: str) -> None:
        self.base, self.cookie = base, ""
        self.client = AsyncHTTPClient()

    async def ask(self, path: str, method: str = "GET", body: Any = None, kind: str = "") -> Any:
        """The answer to a request; one that leads elsewhere is not followed."""
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if kind:
            headers["Content-Type"] = kind
        answer = await self.client.fetch(
            self.base + path,
            method=method,
            body=body,
            headers=headers,
            follow_redirects=False,
            raise_error=False,
        )
        assert answer.code < 400, (path, answer.code, answer.body)
        return answer

    async def sign_in(self, token: str) -> None:
        """Open the address that Taguette prints when it starts."""
        answer = await self.ask(f"/?token={token}")
        self.cookie = "; ".join(c.split(";")[0] for c in answer.headers.get_list("Set-Cookie"))

    async def tell(self, path: str, what: dict[str, Any]) -> Any:
        """Send JSON and read the answer's."""
        answer = await self.ask(path, "POST", json.dumps(what), "application/json")
        return json.loads(answer.body)

    async def upload(self, path: str, name: str, html: str) -> Any:
        """Put a document in."""
        mark = "----------border"
        fields = {"name": name, "description": "", "text_direction": "LEFT_TO_RIGHT"}
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in fields.items()
        ]
        parts.append(
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="a.html"\r\n'
            f"Content-Type: text/html\r\n\r\n{html}\r\n--{mark}--\r\n"
        )
        kind = f"multipart/form-data; boundary={mark}"
        return json.loads((await self.ask(path, "POST", "".join(parts).encode(), kind)).body)


async def drive(plan: dict[str, Any], folder: Path) -> None:
    """Do what a plan says and write the exports."""
    Application.check_messages = lambda self: None  # it would ask its makers
    app = web.make_app(config(folder), xsrf_cookies=False)
    base = app.DBSession()
    base.add(database.User(login="admin"))
    base.commit()
    base.close()
    socket, port = bind_unused_port()
    server = HTTPServer(app)
    server.add_sockets([socket])
    page = Page(f"http://127.0.0.1:{port}")
    await page.sign_in(app.single_user_token)
    made = await page.ask("/project/new", "POST", urlencode({"name": "A", "description": "B"}))
    project = int(made.headers["Location"].rpartition("/")[2])
    tags = {
        path: (
            await page.tell(f"/api/project/{project}/tag/new", {"path": path, "description": d})
        )["id"]
        for path, d in plan["tags"].items()
    }
    for name, document in plan["documents"].items():
        new = await page.upload(f"/api/project/{project}/document/new", name, document["html"])
        at = f"/api/project/{project}/document/{new['created']}"
        contents = json.loads((await page.ask(f"{at}/contents")).body)["contents"]
        html = "".join(piece["contents"] for piece in contents)
        text = extract.BeautifulSoup(html, "html5lib").get_text().encode()
        for words, given in document["highlights"]:
            start = text.index(words.encode())
            await page.tell(
                f"{at}/highlight/new",
                {
                    "start_offset": start,
                    "end_offset": start + len(words.encode()),
                    "tags": [tags[each] for each in given],
                },
            )
    for path, name in EXPORTS.items():
        answer = await page.ask(f"/project/{project}/export/{path}")
        (folder / name).write_bytes(answer.body)
    server.stop()


if __name__ == "__main__":
    asyncio.run(drive(json.loads(Path(sys.argv[1]).read_text("utf-8")), Path(sys.argv[2])))
