"""The QR code that takes a phone in the hall to the consultation."""

from __future__ import annotations

import io
import ipaddress
import socket
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import psutil
import segno
import streamlit as st

from views.language import say

if TYPE_CHECKING:
    from geodata.consultation import Consultation
    from views.access import User

PAGE: Final = "consult"
_DOTS: Final = 10
_EVERYWHERE: Final = ("0.0.0.0", "::", "")  # noqa: S104 - compared with, not listened on


def addresses() -> list[str]:
    """IPv4 addresses of this machine that other devices in the house may reach, private ones first."""
    found = {
        item.address
        for listed in psutil.net_if_addrs().values()
        for item in listed
        if item.family == socket.AF_INET
    }
    usable = [ipaddress.ip_address(text) for text in found]
    usable = [item for item in usable if not (item.is_loopback or item.is_link_local)]
    return [str(item) for item in sorted(usable, key=lambda item: (not item.is_private, item))]


def link(host: str, consultation: str) -> str:
    """Address of a consultation's page on a host (``192.168.1.5``), or below an address (``https://…``)."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    if "://" in host:
        start = host.rstrip("/")
    else:
        start = f"http://{host}:{st.get_option('server.port')}" + (f"/{base}" if base else "")
    return f"{start}/{PAGE}?c={consultation}"


def png(text: str) -> bytes:
    """QR code as a picture, with error correction for a sheet on a wall."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=_DOTS, border=4)
    return out.getvalue()


def section(consultation: Consultation, _user: User) -> None:
    """Draw the choice of address, the code, and what is still in the way."""
    listens = str(st.get_option("server.address") or "")
    found = addresses()
    host = st.selectbox(
        say("本机在会场网络中的地址", "Address of this computer in the hall's network"),
        found,
        accept_new_options=True,
        index=0 if found else None,
        placeholder=say("也可以输入 https:// 网址", "or type an https:// address"),
    )
    if listens not in (*_EVERYWHERE, host):
        st.warning(
            say(
                "程序现在只在本机可见，手机连不上。请这样重新启动：",
                "The atlas answers this computer only; phones cannot reach it. Start it again like this:",
            )
        )
        st.code(f"streamlit run app.py --server.address 0.0.0.0 --browser.serverAddress {host or '…'}", language="sh")
    if not host:
        return
    target = link(host, consultation.id)
    if "://" in host and urlsplit(host).scheme not in ("http", "https"):
        st.error(say("网址应以 http:// 或 https:// 开头", "The address has to begin with http:// or https://"))
        return
    picture = png(target)
    left, right = st.columns([2, 3], vertical_alignment="center")
    left.image(picture, width=300, caption=say("手机扫码提意见", "Scan to comment"))
    right.code(target, language=None)
    name = f"{consultation.id}-qr.png"
    right.download_button(say("下载二维码 PNG", "Download the code (PNG)"), picture, file_name=name, mime="image/png")
    right.caption(
        say(
            "手机须与本机在同一网络（同一 Wi-Fi 或本机热点），不需要互联网。",
            "The phone has to be in the same network (Wi-Fi, or this computer's hotspot); no internet is needed.",
        )
    )
