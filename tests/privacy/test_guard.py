"""What a block over restricted data may say: types and places, and no message of others."""

import contextlib
import errno
import logging
import os
import resource
import stat
import threading
import traceback
import warnings
from pathlib import Path

import pytest

from ehrmind.errors import DataError
from ehrmind.privacy import FOLDER
from ehrmind.privacy.guard import Withheld, guarded
from ehrmind.stopping import Stopped
from ehrmind.tasks.base import Policy

SECRET = "kanarienvogel"


def fail() -> None:
    try:
        {}[SECRET]
    except KeyError as error:
        raise ValueError(f"cannot score {SECRET}") from error


def test_an_error_leaves_with_its_type_and_place_and_without_its_message(tmp_path: Path) -> None:
    with pytest.raises(Withheld) as raised, guarded(Policy.RESTRICTED, tmp_path):
        fail()
    shown = "".join(traceback.format_exception(raised.value))
    assert SECRET not in shown
    assert "ValueError at privacy/test_guard.py:" in str(raised.value)
    assert "in fail" in str(raised.value)
    kept = tmp_path / FOLDER / "traceback.txt"
    assert str(kept) in str(raised.value)
    assert kept.read_text().count(SECRET) >= 2
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_the_place_names_the_last_line_of_ours(tmp_path: Path) -> None:
    from ehrmind import files

    told = r"TypeError at json/encoder.py:\d+ in .*, called from ehrmind/files.py:\d+"
    with pytest.raises(Withheld, match=told), guarded(Policy.RESTRICTED):
        files.write_json(tmp_path / "x", {"text": {SECRET}})


def test_open_data_and_our_own_errors_pass() -> None:
    with pytest.raises(ValueError, match=SECRET), guarded(Policy.OPEN):
        fail()
    for ours in (DataError("train.csv lacks the column Question"), KeyboardInterrupt(), Stopped(), Withheld("inner")):
        with pytest.raises(type(ours)) as raised, guarded(Policy.RESTRICTED):
            raise ours
        assert raised.value is ours


def test_a_full_disk_can_still_be_told_from_other_errors(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space left") as raised, guarded(Policy.RESTRICTED, tmp_path):
        raise OSError(errno.ENOSPC, SECRET, f"{SECRET}.safetensors")
    assert raised.value.errno == errno.ENOSPC
    assert raised.value.filename is None
    assert SECRET not in str(raised.value)
    with pytest.raises(Withheld), guarded(Policy.RESTRICTED, tmp_path):
        raise OSError(SECRET)


def test_a_text_that_is_taken_for_a_file_does_not_leave_as_its_name(tmp_path: Path) -> None:
    with pytest.raises(Withheld, match="OSError at ") as raised, guarded(Policy.RESTRICTED, tmp_path):
        Path(SECRET * 99).stat()
    assert SECRET not in "".join(traceback.format_exception(raised.value))
    with pytest.raises(Withheld, match="FileNotFoundError"), guarded(Policy.RESTRICTED, tmp_path):
        (tmp_path / SECRET).read_text()


def test_records_of_others_lose_their_message_on_whatever_handler(capsys: pytest.CaptureFixture[str]) -> None:
    ours, theirs, handler = logging.getLogger("ehrmind.rl"), logging.getLogger("trl.x"), logging.StreamHandler()
    for logger in (ours, theirs):
        logger.addHandler(handler)
    try:
        with guarded(Policy.RESTRICTED):
            theirs.warning("the row is %s", SECRET)
            try:
                fail()
            except ValueError:
                theirs.exception("failed")
                ours.exception("shared prefix is off")
        theirs.warning("afterwards as before")
    finally:
        for logger in (ours, theirs):
            logger.removeHandler(handler)
    said = capsys.readouterr().err
    assert said.count("message withheld (restricted data)") == 2
    assert "shared prefix is off" in said
    assert "afterwards as before" in said
    assert SECRET not in said
    assert "Traceback" not in said


def test_warnings_threads_and_finalisers_say_no_text(capsys: pytest.CaptureFixture[str]) -> None:
    class Careless:
        def __del__(self) -> None:
            fail()

    with guarded(Policy.RESTRICTED), warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(SECRET, stacklevel=1)
        thread = threading.Thread(target=fail, name=SECRET)
        thread.start()
        thread.join()
        careless = Careless()
        del careless
    said = capsys.readouterr().err
    assert SECRET not in said
    assert said.count("ValueError at privacy/test_guard.py") == 2
    assert "UserWarning: message withheld" in said


def test_files_are_the_owners_and_everything_is_put_back(tmp_path: Path) -> None:
    def state() -> tuple[object, ...]:
        mask = os.umask(0o022)
        os.umask(mask)
        core = resource.getrlimit(resource.RLIMIT_CORE)
        return mask, core, logging.getLogRecordFactory(), warnings.showwarning, threading.excepthook

    limits = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (limits[1], limits[1]))  # most systems have 0 from the start
    before = state()
    with contextlib.suppress(Withheld), guarded(Policy.RESTRICTED):
        (tmp_path / "rows.jsonl").write_text(SECRET)
        inside = state()
        assert os.environ["WANDB_ERROR_REPORTING"] == "false"
        raise ValueError
    assert stat.S_IMODE((tmp_path / "rows.jsonl").stat().st_mode) == 0o600
    assert inside[:2] == (0o077, (0, before[1][1]))  # type: ignore[index]
    assert state() == before
    resource.setrlimit(resource.RLIMIT_CORE, limits)
