"""A disk that fails: each call on each file of jobd, in each way, once and in bursts; then what was promised."""

from typing import Iterator, List

from ..context import Context, Round
from ..faults import FOREVER, WAYS, Point
from ..scenes import Template
from ..strike import Bench, Strike
from . import faults_planted

#: `new`: a first start; `start`: one after a kill; `run`: clients at work; `full`: when the log is written back.
SCENES = {"new": "new", "start": "run", "run": "run", "full": "full"}
#: In a round shorter than this, only those that need the least to be made ready.
SHORT_SECONDS, SHORT_SCENES = 30.0, ("start", "run")
#: Of the points that are tried in a round, however short.
STRUCK_MIN = 3
#: Of the calls of a kind, at most so many positions are tried; the first ones are all among them.
POSITIONS_MAX = 40
COUNTS = (1, 3, FOREVER)


class FaultRound:
    """One run."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.report = context.report
        self.bench = Bench(context, faults_planted.Planted(context.planted))
        self.scenes = SHORT_SCENES if context.seconds < SHORT_SECONDS else tuple(SCENES)
        if context.only:
            self.scenes = (Point.of(context.only).scene,)
        names = sorted({SCENES[scene] for scene in self.scenes})
        self.templates = {name: Template(context, self.bench.witnesses, name) for name in names}
        self.known = 0

    def run(self) -> None:
        """The round."""
        try:
            points = [Point.of(self.context.only)] if self.context.only else self._points()
            for point in points:
                self._strike(point).run()
                if self.context.time_left() < 0:
                    break
        finally:
            self.bench.control.close()
        self.report.note(f"{self.report.done['points']:,} points were tried of {self.known:,} that are known")
        self.report.require("points that struck", 1 if self.context.only else STRUCK_MIN)

    def _strike(self, point: Point) -> Strike:
        return Strike(self.bench, point, self.templates[SCENES[point.scene]])

    def _points(self) -> Iterator[Point]:
        """All points, in an order in which each kind comes early."""
        chance = self.context.chance("points")
        kinds: List[List[Point]] = []
        for scene in self.scenes:
            probe = self._strike(Point(scene, "other", "map", "EIO", "fail", FOREVER, 1))
            probe.run(is_probe=True)
            for (role, call), total in sorted(probe.totals.items()):
                positions = list(range(1, total + 1))
                if total > POSITIONS_MAX:
                    positions = positions[:10] + sorted(chance.sample(positions[10:], POSITIONS_MAX - 10))
                for error, action in WAYS[call]:
                    kind = [Point(scene, role, call, error, action, at, n) for at in positions for n in COUNTS]
                    chance.shuffle(kind)
                    kinds.append(kind)
        self.known = sum(map(len, kinds))
        chance.shuffle(kinds)
        while kinds:
            for kind in kinds:
                yield kind.pop()
            kinds = [kind for kind in kinds if kind]


def check_step(name: str) -> None:
    """Raises ``ValueError`` for what is no point."""
    scene = Point.of(name).scene
    if scene not in SCENES:
        raise ValueError(f"no scene {scene}; there are {', '.join(SCENES)}")


def run(context: Context) -> None:
    """Runs the round."""
    FaultRound(context).run()


ROUND = Round(
    "faults", "a disk that fails: EIO, ENOSPC, EDQUOT, EFBIG, short writes, failing syncs, by file and call",
    run, faults_planted.DEFECTS, check_step)
