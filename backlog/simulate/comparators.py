"""The published rules that backlog is held against (evidence.md 3), by the tokens of the bench.

A maker is called once for every runner, with what the runner tells; what it returns is called before every attended
session and keeps the state of this one runner.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from backlog.simulate.diary import Diary, Step, Told
from backlog.simulate.fixed import C25K, AsteroidLike, QuotaGraded, SessionCap10, TenPercentWeekly, WalkBackLike
from backlog.simulate.published import ArticleNaive, DelawareSoreness, Esculier, PainMonitoring, PainMonitoringChange

POLICIES: dict[str, Callable[[Told], Callable[[Diary, datetime], Step]]] = {
    "ten-percent-weekly": TenPercentWeekly,
    "session-cap-10": SessionCap10,
    "c25k": C25K,
    "asteroid-like": AsteroidLike,
    "pain-monitoring": PainMonitoring,
    "pain-monitoring-change": PainMonitoringChange,
    "delaware-soreness": DelawareSoreness,
    "esculier": Esculier,
    "article-naive": ArticleNaive,
    "walkback-like": WalkBackLike,
    "quota-graded": QuotaGraded,
}
