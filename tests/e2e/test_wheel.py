"""The installed package holds everything it needs, far from the checkout."""

import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter that has our wheel installed, and the dependencies of this one."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env", with_pip=False, symlinks=True)
    python = folder / "env" / "bin" / "python"
    (site,) = (folder / "env" / "lib").glob("python*/site-packages")
    import zipfile  # noqa: PLC0415

    zipfile.ZipFile(wheel).extractall(site)
    here = Path(pytest.__file__).parents[1]
    (site / "dependencies.pth").write_text(f"{here}\n")
    return python


def _run(python: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(python), "-P", *words],
        cwd=folder,
        env={"ASSISTANT_QUEUE_SECONDS": "0.1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_package_comes_from_the_wheel(python: Path, tmp_path: Path) -> None:
    """What runs is the installed package, not the checkout."""
    done = _run(python, tmp_path, "-c", "import assistant; print(assistant.__file__)")
    assert str(python.parents[1]) in done.stdout


def test_templates_and_prompts_are_inside(python: Path, tmp_path: Path) -> None:
    """The texts that customers and models read travel with the code."""
    code = (
        "from assistant.content import bundle;"
        "print(sorted(p.name for p in (bundle.folder('templates')/'letters'/'en').iterdir()),"
        "bundle.folder('prompts').is_dir())"
    )
    done = _run(python, tmp_path, "-c", code)
    assert "economic.txt.j2" in done.stdout, done.stderr
    assert "True" in done.stdout


def test_the_installed_demo_makes_its_drafts(python: Path, tmp_path: Path) -> None:
    """The whole route works from the wheel: rules, phrases, migrations, story and all."""
    done = _run(python, tmp_path, "-m", "assistant", "demo", "--once")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("[placed]") == 5
