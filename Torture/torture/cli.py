"""The command line: which rounds, on which programs, where, how long, and with which seed."""

import argparse
import pathlib
import random
import shutil
import sys
import tempfile
import traceback
from typing import Dict, List, Optional

from .context import Context, Round
from .report import Report
from .rounds import all_rounds
from .shim import CannotBuild

DESCRIPTION = "Kills jobd, cuts it off from power, breaks its disk, and checks from outside what it had promised."
EPILOGUE = """exit codes: 0 everything held, 1 something did not hold, 2 the rounds could not be run,\nor not as the command line says.
--seconds is shared by the rounds; none of them is cut off in the middle of a check. What a seed decides is the choice
of each step; threads and processes still run as the machine lets them."""


def main(arguments: Optional[List[str]] = None) -> int:
    """Runs what the command line asks for and returns the exit code."""
    rounds = all_rounds()
    options = _parser(rounds).parse_args(arguments)
    if options.list:
        _list(rounds)
        return 0
    try:
        chosen = _chosen(options, rounds)
        programs = _programs(options.bin)
        if options.data is not None and not options.data.is_dir():
            # Not made: a disk that is not mounted would be tested on the one below it.
            raise ValueError(f"--data: there is no directory {options.data}")
        if not options.seconds > 0:
            raise ValueError("--seconds has to be more than 0")
    except ValueError as fault:
        print(f"torture: {fault}", file=sys.stderr)
        return 2
    seed = random.SystemRandom().randrange(10**9) if options.seed is None else options.seed
    return _run(chosen, options, programs, seed)


def _parser(rounds: Dict[str, Round]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="torture.py", description=DESCRIPTION, epilog=EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("rounds", nargs="*", metavar="ROUND", help=f"one of {', '.join(rounds)}; all if none is named")
    parser.add_argument("--bin", type=pathlib.Path, help="the directory with jobd (and jobctl)")
    parser.add_argument("--seed", type=int, help="repeats the choices of a run; drawn and printed if it is not given")
    parser.add_argument("--seconds", type=float, default=60.0, help="for all rounds together (default 60)")
    parser.add_argument("--data", type=pathlib.Path, help="a directory on the disk to be tested")
    parser.add_argument("--keep", action="store_true", help="keeps the files, as if something did not hold")
    parser.add_argument("--only", metavar="TEXT", help="what a round calls one of its steps, to repeat that alone")
    parser.add_argument("--planted", metavar="NAME", help="plants a defect, which the round has to find (see --list)")
    parser.add_argument("--list", action="store_true", help="lists the rounds and the defects that can be planted")
    return parser


def _list(rounds: Dict[str, Round]) -> None:
    for a_round in rounds.values():
        print(f"{a_round.name}: {a_round.what}")
        for name, what in a_round.planted.items():
            print(f"  --planted {name}: {what}")


def _chosen(options: argparse.Namespace, rounds: Dict[str, Round]) -> List[Round]:
    unknown = [name for name in options.rounds if name not in rounds]
    if unknown:
        raise ValueError(f"no round {unknown[0]}; there are {', '.join(rounds)}")
    chosen = [rounds[name] for name in options.rounds] or list(rounds.values())
    if options.planted is not None:
        chosen = [each for each in chosen if options.planted in each.planted]
        if len(chosen) != 1:
            raise ValueError(f"{options.planted} can be planted in {len(chosen)} of these rounds; --list shows where")
    if options.only is not None:
        for each in chosen:
            if each.check_step is None:
                raise ValueError(f"the round {each.name} has no steps for --only")
            each.check_step(options.only)
    return chosen


def _programs(directory: Optional[pathlib.Path]) -> pathlib.Path:
    if directory is None:
        raise ValueError("--bin has to name the directory of jobd")
    if not (directory / "jobd").is_file():
        raise ValueError(f"there is no jobd in {directory}")
    return directory.resolve()


def _run(chosen: List[Round], options: argparse.Namespace, programs: pathlib.Path, seed: int) -> int:
    root = pathlib.Path(tempfile.mkdtemp(prefix="torture-", dir=options.data)).resolve()
    code, interrupted = 0, False
    for a_round in chosen:
        report = Report(a_round.name, seed)
        directory = root / a_round.name
        directory.mkdir()
        seconds = options.seconds / len(chosen)
        context = Context(programs, directory, seed, seconds, report, options.planted, options.only)
        try:
            a_round.run(context)
            report.require_checks()
        except CannotBuild as fault:
            print(f"torture: {fault}", file=sys.stderr)
            shutil.rmtree(root, ignore_errors=True)
            return 2
        except KeyboardInterrupt:
            report.problem("the round came to its end", "it was interrupted")
            interrupted = True
        except Exception:
            # Of this program, not of jobd: but a round that broke off has not shown that anything holds.
            report.problem("the round came to its end", traceback.format_exc())
        finally:
            context.close()
        report.write()
        code = code if report.holds else 1
        if interrupted:
            break
    if code == 0 and not options.keep:
        shutil.rmtree(root, ignore_errors=True)
    else:
        print(f"the files are in {root}")
    return code
