"""Random programs of asyncio's words, as data: what differential_run.py carries out, on asyncio and on jobd.

A program is ``{"block": [statement, …]}``. A statement is a dict with ``do``, and ``catch``: whether the program goes
on after what it raises. Names of jobs and of coroutines are unique. Times are whole steps.
"""

import random

#: The longest program, in steps.
STEPS_MAX = 18
RETURN_WHEN = ["FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"]
#: What a job raises; the last has a meaning of its own in asyncio.
ERRORS = ["ValueError", "KeyError", "OSError", "TimeoutError"]


class Generator:
    """Makes one program from a seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.jobs = 0
        self.coroutines = 0
        self.may_be_on_its_way = True
        self.failing = 0.3

    def program(self):
        return {"block": self.block([], self.random.randint(3, 7), depth=2)}

    def block(self, names, size, depth, in_group=False):
        """``names`` are those that exist when it begins; it adds those that exist when it has ended."""
        # The body of a group that awaits a job which fails the group hears of one of two things; which of them is a
        # matter of a few turns of the loop, and those differ for a job that was on its way.
        outer = self.may_be_on_its_way, self.failing
        self.may_be_on_its_way, self.failing = not (in_group and size), 0.5 if in_group else 0.3
        statements = []
        # Several jobs at once, or there is nothing to tell apart.
        for _ in range(self.random.choice([2, 3]) if in_group else self.random.choice([1, 2, 3]) if depth == 2 else 1):
            statements.append(self.create(names))
        for _ in range(size):
            statements.append(self.statement(names, depth))
        self.may_be_on_its_way, self.failing = outer
        return statements

    def statement(self, names, depth):
        kinds = {
            "create": 4,
            "await": 4,
            "gather": 3,
            "wait": 4,
            "wait_for": 4,
            "as_completed": 3,
            "cancel": 4,
            "sleep": 2,
            "state": 2,
        }
        if depth:
            kinds.update(spawn=4, group=12, timeout=6)
        do = self.random.choices(list(kinds), list(kinds.values()))[0]
        made = getattr(self, do + "_" * (do == "await"))(names, depth)
        made.setdefault("do", do)
        made["catch"] = self.random.random() < 0.8
        return made

    # Statements.

    def create(self, names, depth=0):
        self.jobs += 1
        name = f"j{self.jobs}"
        names.append(name)
        is_awaited = self.random.random() < 0.6 or not self.may_be_on_its_way
        return {"do": "create", "catch": True, "job": self.job(name), "is_awaited": is_awaited}

    def job(self, name):
        job = {"name": name, "steps": self.random.randint(1, 12), "error": None, "cleanup": 0, "then": "obey"}
        if self.random.random() < self.failing:
            job["error"] = self.random.choices(ERRORS, [6, 2, 2, 1])[0]
        if self.random.random() < 0.5:
            job["cleanup"] = self.random.randint(1, 3)
            job["then"] = self.random.choice(["obey", "absorb", "raise"])
        return job

    def await_(self, names, depth):
        return {"of": self.one(names)}

    def gather(self, names, depth):
        return {"of": self.expression(names, "gather")}

    def wait(self, names, depth):
        timeout = self.random.choice([None, self.random.randint(1, 6)])
        return {"names": self.several(names), "return_when": self.random.choice(RETURN_WHEN), "timeout": timeout}

    def wait_for(self, names, depth):
        return {"of": self.expression(names), "timeout": self.random.randint(1, 6)}

    def as_completed(self, names, depth):
        timeout = self.random.choice([None, None, self.random.randint(1, 6)])
        return {"names": self.several(names), "timeout": timeout, "is_async": self.random.random() < 0.5}

    def cancel(self, names, depth):
        message = self.random.choice([None, "enough"])
        return {"name": self.random.choice(names), "message": message}

    def sleep(self, names, depth):
        return {"steps": self.random.randint(1, 4)}

    def state(self, names, depth):
        return {"names": self.several(names)}

    def spawn(self, names, depth):
        block = self.block([*names], self.random.randint(1, 3), depth - 1)
        self.coroutines += 1
        name = f"c{self.coroutines}"
        names.append(name)
        return {"name": name, "block": block}

    def group(self, names, depth):
        return {"block": self.block(names, self.random.randint(0, 3), depth - 1, in_group=True)}

    def timeout(self, names, depth):
        return {"steps": self.random.randint(1, 6), "block": self.block(names, self.random.randint(1, 3), depth - 1)}

    # What is awaited: a name, ["shield", it], or ["gather", whether errors are values, [them]].

    def several(self, names):
        return self.random.sample(names, min(len(names), self.random.randint(1, 4)))

    def one(self, names):
        name = self.random.choice(names)
        return ["shield", name] if self.random.random() < 0.2 else name

    def expression(self, names, kind=None, depth=2):
        kind = kind or self.random.choices(["one", "gather"], [7, 3])[0]
        if kind == "one" or depth == 0:
            return self.one(names)
        of = [self.expression(names, depth=depth - 1) for _ in range(self.random.randint(1, 4))]
        gathered = ["gather", self.random.random() < 0.5, of]
        return ["shield", gathered] if self.random.random() < 0.1 else gathered


def smaller(program):
    """Programs with one statement less, or a simpler one: to find the smallest that still shows a difference."""
    for block in smaller_blocks(program["block"]):
        yield {"block": block}


def smaller_blocks(block):
    for index, statement in enumerate(block):
        before, after = block[:index], block[index + 1 :]
        yield before + after
        if "block" in statement:
            # Without what is around it.
            yield before + statement["block"] + after
            for inner in smaller_blocks(statement["block"]):
                yield before + [{**statement, "block": inner}] + after
        for simple in simpler(statement):
            yield before + [simple] + after


def simpler(statement):
    if len(statement.get("names", [])) > 1:
        for name in statement["names"]:
            yield {**statement, "names": [each for each in statement["names"] if each != name]}
    of = statement.get("of")
    if isinstance(of, list):
        yield {**statement, "of": of[1] if of[0] == "shield" else of[2][0]}
        if of[0] == "gather" and len(of[2]) > 1:
            for index in range(len(of[2])):
                yield {**statement, "of": [*of[:2], of[2][:index] + of[2][index + 1 :]]}
    if "job" in statement and statement["job"]["error"]:
        yield {**statement, "job": {**statement["job"], "error": None}}
    if "job" in statement and statement["job"]["cleanup"]:
        yield {**statement, "job": {**statement["job"], "cleanup": 0, "then": "obey"}}
    for field in ("timeout", "message"):
        if statement.get(field) is not None and statement["do"] != "wait_for":
            yield {**statement, field: None}
