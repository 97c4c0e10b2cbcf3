"""Archives: what is inside is judged before it is unpacked, and counted while it is."""

from __future__ import annotations

import io
import lzma
import re
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.imports import encoding as text
from geodata.imports.errors import ImportRefusedError, shown
from geodata.imports.limits import MIB

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.imports.limits import Limits

BLOCK = 1 << 18
RATIO_FROM = 8 * MIB
"""Unpacked size from which the ratio is looked at; a small file of blanks packs a thousandfold and harms no one."""

_IGNORED = re.compile(r"(^|/)(__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_NESTED = (".zip", ".kmz", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".zst", ".cab", ".iso")
DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError, RuntimeError,
    OSError, ValueError, OverflowError, MemoryError,
)  # fmt: skip
"""What the standard library raises at archives that are broken somewhere; found by fuzzing."""

_ENCRYPTED = 0x1
_UTF8_NAME = 0x800


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its real name, its size unpacked, and where it is."""

    name: str
    size: int
    info: zipfile.ZipInfo

    @property
    def suffix(self) -> str:
        """Ending in lower case with its dot; empty without one."""
        base = self.name.rsplit("/", 1)[-1]
        return "." + base.rsplit(".", 1)[-1].lower() if "." in base else ""

    @property
    def stem(self) -> str:
        """Path without the ending, in lower case: the parts of a Shapefile share it."""
        return self.name[: len(self.name) - len(self.suffix)].lower()


def _real_name(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    # Windows writes the names in its code page without saying so; zipfile read them as cp437
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    found = text.detect(raw)
    return raw.decode("cp437" if found.source == "unsure" else found.encoding, errors="replace")


def _check_name(name: str, archive: str) -> None:
    parts = re.split(r"[/\\]", name)
    if name.startswith(("/", "\\")) or ".." in parts or re.match(r"^[A-Za-z]:", name) or "\0" in name:
        zh = f"{shown(archive)}：压缩包内的路径“{shown(name)}”指向包外，不予解压；请重新打包"
        en = (
            f"{shown(archive)}: the member '{shown(name)}' points outside the archive, nothing is unpacked; pack it "
            "again"
        )
        raise ImportRefusedError(zh, en, "traversal")


def _check(member: Member, archive: str, limits: Limits) -> None:
    _check_name(member.name, archive)
    info = member.info
    if stat.S_ISLNK(info.external_attr >> 16):
        zh = f"{shown(archive)}：“{shown(member.name)}”是符号链接，不予解压；请放入文件本身"
        en = f"{shown(archive)}: '{shown(member.name)}' is a symbolic link, nothing is unpacked; pack the file itself"
        raise ImportRefusedError(zh, en, "symlink")
    if info.flag_bits & _ENCRYPTED:
        zh = f"{shown(archive)}：压缩包有密码；请去掉密码后再上传"
        en = f"{shown(archive)}: the archive is encrypted; pack it again without a password"
        raise ImportRefusedError(zh, en, "encrypted")
    if member.suffix in _NESTED:
        zh = f"{shown(archive)}：压缩包里还有压缩包“{shown(member.name)}”；请只打一层包"
        en = f"{shown(archive)}: it holds another archive, '{shown(member.name)}'; pack one level only"
        raise ImportRefusedError(zh, en, "nested")
    packed = max(info.compress_size, 1)
    if info.file_size > RATIO_FROM and info.file_size / packed > limits.ratio:
        _bomb(archive, f"{info.file_size / packed:.0f}:1")


def _bomb(archive: str, figure: str) -> None:
    zh = f"{shown(archive)}：解压后大小异常（{figure}），疑为压缩炸弹，不予解压；请拆分或检查文件"
    en = f"{shown(archive)}: unpacks to a suspicious size ({figure}), which looks like a zip bomb; split or check it"
    raise ImportRefusedError(zh, en, "bomb")


def _broken(archive: str, error: Exception) -> ImportRefusedError:
    zh = f"{shown(archive)}：压缩包损坏或不完整；请重新打包上传"
    en = f"{shown(archive)}: the archive is broken or cut short ({shown(str(error))}); pack it again"
    return ImportRefusedError(zh, en, "truncated")


class Archive:
    """A zip file in memory whose listing has been checked.

    Parameters
    ----------
    data
        The bytes of the archive.
    name
        The file's name, for messages.
    limits
        Number of members, sizes and ratio allowed.

    Raises
    ------
    ImportRefusedError
        Not a zip, too many members, too big unpacked, a suspicious ratio, a path that leaves the archive, a
        link, a password, another archive inside, or two members of one name.
    """

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self.name = name
        self.limits = limits
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except DAMAGE as error:
            raise _broken(name, error) from error
        infos = [info for info in self._zip.infolist() if not info.is_dir()]
        if len(infos) > limits.members:
            zh = f"{shown(name)}：压缩包内有 {len(infos)} 个文件，上限 {limits.members}；请只打包需要的图层"
            en = f"{shown(name)}: {len(infos)} files inside, the limit is {limits.members}; pack the layer alone"
            raise ImportRefusedError(zh, en, "too_many_members")
        total = sum(info.file_size for info in infos)
        if total > limits.unpacked_bytes:
            _bomb(name, f"{total / MIB:.0f} MB > {limits.unpacked_bytes / MIB:.0f} MB")
        self.members = []
        seen: set[str] = set()
        for info in infos:
            member = Member(_real_name(info), info.file_size, info)
            _check(member, name, limits)
            if member.name.lower() in seen:
                zh = f"{shown(name)}：有两个文件同名“{shown(member.name)}”；请重新打包"
                en = f"{shown(name)}: two members are called '{shown(member.name)}'; pack it again"
                raise ImportRefusedError(zh, en, "same_name")
            seen.add(member.name.lower())
            if not _IGNORED.search(member.name):
                self.members.append(member)

    def read(self, member: Member, limit: int | None = None) -> bytes:
        """Unpack one member into memory, never beyond its declared size or `limit`."""
        out = io.BytesIO()
        self._stream(member, out, limit)
        return out.getvalue()

    def extract(self, member: Member, target: Path) -> None:
        """Unpack one member into a file whose name the caller chose."""
        with target.open("wb") as out:
            self._stream(member, out, None)

    def _stream(self, member: Member, out: io.BufferedIOBase | io.BufferedWriter, limit: int | None) -> None:
        room = min(member.size, self.limits.unpacked_bytes if limit is None else limit)
        try:
            with self._zip.open(member.info) as source:
                while block := source.read(BLOCK):
                    room -= len(block)
                    if room < 0:
                        _bomb(self.name, shown(member.name))
                    out.write(block)
        except ImportRefusedError:
            raise
        except DAMAGE as error:
            raise _broken(self.name, error) from error

    def head(self, member: Member, size: int) -> bytes:
        """Return the first bytes of a member."""
        try:
            with self._zip.open(member.info) as source:
                return source.read(size)
        except ImportRefusedError:
            raise
        except DAMAGE as error:
            raise _broken(self.name, error) from error
