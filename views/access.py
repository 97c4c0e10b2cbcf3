"""Who may edit, moderate and keep workspaces. The public pages need nobody's name.

Three ways, the first that is set up counts:

- Streamlit's OpenID Connect sign-in: ``[auth]`` in ``.streamlit/secrets.toml``, with the addresses of those who
  may enter as ``editors = ["a@example.cn"]`` under ``[atlas]``;
- a password of this machine: ``python -m views.password set``;
- neither: whoever sits at the machine itself, and nobody else.
"""

from __future__ import annotations

import ipaddress
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

import streamlit as st

from geodata.consultation import LimitError, RateLimiter
from views import password
from views.language import say

if TYPE_CHECKING:
    from collections.abc import Mapping

Mode = Literal["oidc", "password", "local"]
SIGNED_IN_FOR_S: Final = 8 * 3600
GUESSES: Final = 8
GUESSES_ALL: Final = 60
GUESS_WINDOW_S: Final = 300
_KEY: Final = "access_signed_in"
_FORWARDED: Final = ("x-forwarded-for", "forwarded", "x-real-ip", "via", "x-forwarded-host")


@dataclass(frozen=True)
class User:
    """Somebody who may work at the desk; `name` goes into the log."""

    name: str
    how: Mode


@st.cache_resource(show_spinner=False)
def _guesses() -> RateLimiter:
    return RateLimiter()


def connection() -> tuple[str | None, Mapping[str, str]]:
    """Address of this session's connection, none for loopback, and its headers."""
    return st.context.ip_address, st.context.headers


def address() -> str:
    """Network address this session comes from; ``local`` for this machine."""
    return connection()[0] or "local"


def is_local(ip: str | None, headers: Mapping[str, str]) -> bool:
    """Whether a session comes from this very machine, asked for by its own name.

    Parameters
    ----------
    ip
        Address of the connection; none for loopback, as Streamlit gives it.
    headers
        Headers of the connection; none at all without a network, as in a test of a page.

    Notes
    -----
    A proxy on this machine makes everybody look local, so a forwarded request is not; a name that was bent to
    127.0.0.1 by its owner shows in ``Host``, so only the loopback's own names count.
    """
    if ip is not None and not _loopback(ip):
        return False
    lower = {name.lower(): value for name, value in headers.items()}
    if not lower:
        return True
    if any(name in lower for name in _FORWARDED):
        return False
    try:
        host = urlsplit(f"//{lower.get('host', '')}").hostname or ""
    except ValueError:
        return False
    return host == "localhost" or _loopback(host)


def _loopback(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False


def mode() -> Mode:
    """Which of the three ways is set up."""
    if st.secrets.load_if_toml_exists() and "auth" in st.secrets:
        return "oidc"
    return "password" if password.stored() else "local"


def editors() -> tuple[str, ...]:
    """Addresses that may enter after signing in elsewhere; nobody when none is listed."""
    listed = st.secrets.get("atlas", {}).get("editors", []) if st.secrets.load_if_toml_exists() else []
    return tuple(str(item).strip().lower() for item in listed)


def user() -> User | None:
    """Whoever works in this session, or none; draws nothing."""
    how = mode()
    if how == "oidc":
        return _oidc_user()
    if how == "password":
        mark, until = st.session_state.get(_KEY, (None, 0.0))
        good = mark is not None and mark == password.fingerprint() and time.monotonic() < until
        return User("desk", "password") if good else None
    return User("local", "local") if is_local(*connection()) else None


def _oidc_user() -> User | None:
    if not st.user.get("is_logged_in"):
        return None
    email = str(st.user.get("email") or "").strip().lower()
    verified = st.user.get("email_verified") is not False
    return User(email, "oidc") if email and verified and email in editors() else None


def gate() -> User | None:
    """Return the user, or draw what it takes to become one and return none."""
    found = user()
    if found is not None:
        return found
    how = mode()
    if how == "local":
        st.info(
            say(
                "管理功能目前只能在运行程序的电脑上使用（http://localhost）。要在别的设备上使用，请先在那台电脑上设置口令："
                "`python -m views.password set`。",
                "For now the desk opens only on the computer that runs the atlas (http://localhost). To use it from "
                "elsewhere, set a password on that computer first: `python -m views.password set`.",
            ),
        )
    elif how == "password":
        _ask_password()
    else:
        _ask_oidc()
    return None


def _ask_password() -> None:
    with st.form("access_form", border=True):
        st.subheader(say("登录", "Sign in"))
        given = st.text_input(say("口令", "Password"), type="password", max_chars=password.LONGEST)
        sent = st.form_submit_button(say("登录", "Sign in"), type="primary")
    if not sent:
        return
    try:
        _guesses().admit((f"from {address()}", GUESSES), ("all", GUESSES_ALL), window_s=GUESS_WINDOW_S)
    except LimitError as error:
        minutes = -(-error.wait_s // 60)
        st.error(say(f"尝试次数过多：请 {minutes} 分钟后再试", f"Too many attempts: try again in {minutes} min"))
        return
    if not password.matches(given):
        st.error(say("口令不对", "That is not the password"))
        return
    st.session_state[_KEY] = (password.fingerprint(), time.monotonic() + SIGNED_IN_FOR_S)
    st.rerun()


def _ask_oidc() -> None:
    if not st.user.get("is_logged_in"):
        st.button(say("用单位账号登录", "Sign in with your account"), type="primary", on_click=st.login)
        return
    st.error(say("这个账号没有管理权限：请联系管理员加入名单", "This account may not enter: ask to be put on the list"))
    st.button(say("退出", "Sign out"), on_click=st.logout)


def sign_out_button() -> None:
    """Draw the button to leave, where there was a sign-in."""
    found = user()
    if found is None or found.how == "local":
        return
    if st.button(say("退出登录", "Sign out"), key="access_out"):
        if found.how == "oidc":
            st.logout()
        else:
            st.session_state.pop(_KEY, None)
            st.rerun()
