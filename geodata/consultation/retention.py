"""Contacts are kept no longer than was said. The pages run the deletion; so does ``python -m geodata.consultation``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from geodata.consultation.model import CHINA

if TYPE_CHECKING:
    from geodata.consultation.model import Consultation
    from geodata.consultation.store import Store


def now() -> datetime:
    """Present moment, aware."""
    return datetime.now(UTC)


def enforce(store: Store, at: datetime | None = None) -> int:
    """Delete every contact whose last day is over, in China's time; returns how many.

    Parameters
    ----------
    store
        Where the comments are.
    at
        The moment to judge by; the present when not given.
    """
    moment = at or now()
    return store.purge(moment.astimezone(CHINA).date(), at=moment)


def promise(consultation: Consultation) -> tuple[str, str]:
    """Tell the public what is kept and for how long, in Chinese and English."""
    until = consultation.contacts_until
    zh = (
        f"联系方式可以不填；填了只供工作人员回复时查看，不公开、不导出，最迟保存到 {until:%Y-%m-%d}，到期自动删除。"
        "意见内容经审核后公开。不记录姓名、账号和网络地址；提交后可随时在回执页删除联系方式或撤回意见。"
    )
    en = (
        "A contact is optional. Only staff see it, to reply; it is never published or exported and is deleted "
        f"automatically after {until:%Y-%m-%d} at the latest. The comment is made public once checked. No name, "
        "account or network address is recorded; on your receipt you can delete the contact or withdraw the comment."
    )
    return zh, en
