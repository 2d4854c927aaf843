"""JupyterLab as the analyst's desk: on this machine alone, in two languages, laid out for work.

Nothing of a person's own settings of Jupyter is changed: what the desk needs stands in a folder
that ends with it, and comes before nothing that the person chose.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analysis.exhibits import OWN_KERNEL
from analysis.files import replace_text
from analysis.language import BadInput, Lang, text
from analysis.project import HOME_SETTING
from analysis.workbench.desk import OWED_PAGE, START_PAGE, owed_page, start_page
from analysis.workbench.offline import offline_charts
from analysis.workbench.running import ADDRESS_SETTING
from analysis.workbench.setting import LANG_SETTING
from analysis.workspace import reference_notebooks

_LOCALES: dict[Lang, str] = {"vi": "vi_VN", "en": "en"}
# Those that have every Vietnamese letter come before the usual one of Linux, which has not.
_CODE_FACES = (
    "Menlo, Consolas, 'Cascadia Mono', 'Noto Sans Mono', 'Liberation Mono', 'DejaVu Sans Mono', "
    "monospace"
)
_ANNOUNCEMENTS = "@jupyterlab/apputils-extension:announcements"


def run_lab(root: Path, lang: Lang, tell: Callable[[str], None], *, browser: bool) -> None:
    """Serve JupyterLab on ``root`` until it is stopped; ``tell`` hears the address.

    Raises ``OSError`` where the start page cannot be written.
    """
    from jupyterlab.labapp import LabApp

    with TemporaryDirectory(prefix="mangnon-lab-") as folder:
        own = Path(folder)
        _write_settings(own, lang)
        _set_environment(own, root, lang)
        server = LabApp.initialize_server(_options(root, own, browser=browser))
        address = f"http://127.0.0.1:{server.port}{server.base_url}"
        replace_text(root / START_PAGE, start_page(root, lang, address))
        replace_text(root / OWED_PAGE, text("desk.owed_soon", lang))
        os.environ[ADDRESS_SETTING] = address
        threading.Thread(target=_prepare, args=(root, lang), daemon=True).start()
        tell(f"{address}lab/tree/{START_PAGE.as_posix()}?token={server.identity_provider.token}")
        server.start()


def keep_bare(model: Mapping[str, Any], path: str, **_: Any) -> None:
    """Take what a run left out of one of the program's own notebooks, before it is saved.

    They are compared with the program's, and what they show is made anew by each run; a notebook
    of one's own keeps all.
    """
    if model["type"] != "notebook" or path.strip("/") not in reference_notebooks():
        return
    notebook = model["content"]
    kernel = notebook["metadata"].get("kernelspec", OWN_KERNEL)
    notebook["metadata"] = {"kernelspec": kernel, "language_info": {"name": "python"}}
    for cell in notebook["cells"]:
        cell["metadata"] = {name: value for name, value in cell["metadata"].items()
                            if name == "tags"}  # fmt: skip
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None


def _options(root: Path, own: Path, *, browser: bool) -> list[str]:
    return [
        "--ServerApp.ip=127.0.0.1",
        f"--IdentityProvider.token={secrets.token_urlsafe(24)}",
        f"--ServerApp.root_dir={root}",
        f"--ServerApp.open_browser={browser}",
        # The one at the keyboard has asked for the end already.
        "--ServerApp.answer_yes=True",
        # Reached from this machine with the token alone, whoever the person is that started it.
        "--ServerApp.allow_root=True",
        f"--LabApp.default_url=/lab/tree/{START_PAGE.as_posix()}",
        # Each time the desk is laid out as it should be, not as another folder's was left.
        f"--LabApp.workspaces_dir={own / 'workspaces'}",
        f"--ContentsManager.pre_save_hook={__name__}.keep_bare",
        "--Application.log_level=ERROR",
    ]


def _write_settings(own: Path, lang: Lang) -> None:
    """Write what JupyterLab takes for settings that the person has not chosen."""
    folder = own / "labconfig"
    folder.mkdir()
    defaults = {
        "@jupyterlab/translation-extension:plugin": {"locale": _LOCALES[lang]},
        "@jupyterlab/apputils-extension:notification":
            {"fetchNews": "false", "checkForUpdates": False},
        "@jupyterlab/apputils-extension:themes": {"overrides": {"code-font-family": _CODE_FACES}},
        # A page is read, not edited.
        "@jupyterlab/docmanager-extension:plugin":
            {"defaultViewers": {"markdown": "Markdown Preview"}},
    }  # fmt: skip
    page = {"disabledExtensions": {_ANNOUNCEMENTS: True}}
    for name, content in (("default_setting_overrides", defaults), ("page_config", page)):
        (folder / f"{name}.json").write_text(json.dumps(content), "utf-8")


def _set_environment(own: Path, root: Path, lang: Lang) -> None:
    """Let Jupyter and every kernel find settings, project, language and the command."""
    before = os.environ.get("JUPYTER_CONFIG_PATH")
    os.environ |= {
        "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, (str(own), before))),
        # The kernel beside this Python comes before one of the same name elsewhere.
        "JUPYTER_PREFER_ENV_PATH": "1",
        HOME_SETTING: str(root),
        LANG_SETTING: lang,
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", ""))),
    }


def _prepare(root: Path, lang: Lang) -> None:
    """Make what takes seconds: what draws the charts, and the page of what is owed."""
    offline_charts()
    try:
        page = owed_page(root, lang)
    except BadInput as error:
        page = error.message(lang)
    replace_text(root / OWED_PAGE, page)
