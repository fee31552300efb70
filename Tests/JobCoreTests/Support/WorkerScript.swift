// A worker process for tests: a Python program without any library that does what its jobs' payloads say, step by step,
// and so can misbehave in every way there is.

import Foundation
import TestSupport

@testable import JobCore

/// The program, and the settings of handlers that run it.
enum WorkerScript {
  /// Writes the program into `directory` and returns settings for it; `mode` is how it behaves before its first job.
  static func settings(
    in directory: TemporaryDirectory, mode: String = "good", _ change: (inout WorkerSettings) -> Void = { _ in }
  ) throws -> WorkerSettings {
    let path = "\(directory.path)/worker.py"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    var settings = WorkerSettings(.program(["/usr/bin/python3", "-S", "-E", path, mode]))
    settings.processes = 1
    change(&settings)
    return settings
  }

  /// Steps of a job, as its payload: each is a list, the name of the step first.
  static func job(_ handler: String = "work", _ steps: String..., change: (inout NewJob) -> Void = { _ in }) -> NewJob {
    var job = NewJob(.handler(name: handler, payload: "[\(steps.joined(separator: ","))]"))
    change(&job)
    return job
  }

  private static let text = #"""
    import ctypes, json, os, signal, sys, time

    IN, OUT = int(os.environ["JOBD_WORKER_IN"]), int(os.environ["JOBD_WORKER_OUT"])
    reader = os.fdopen(os.dup(IN), "rb")
    mode = sys.argv[1]
    held = []
    held_memory = []
    last = ""


    def raw(data):
        while data:
            data = data[os.write(OUT, data):]


    def say(**message):
        raw(json.dumps(message).encode() + b"\n")


    def receive():
        line = reader.readline()
        if not line:
            os.killpg(0, signal.SIGKILL)
        return json.loads(line)


    def wait_for(kind):
        while True:
            message = receive()
            if message["type"] == kind:
                return message
            dispatch(message)


    def be_traced(gate):
        """A child in a session of its own traces this process until there is a file."""
        libc = ctypes.CDLL(None)
        libc.ptrace.argtypes = [ctypes.c_long] * 4
        leader = os.getpid()
        begun, told = os.pipe()
        if os.fork() == 0:
            os.setsid()
            os.write(told, b"y" if libc.ptrace(0x4206, leader, 0, 0) == 0 else b"n")
            until = time.monotonic() + 120
            while not os.path.exists(gate) and time.monotonic() < until:
                time.sleep(0.005)
            os._exit(0)
        if os.read(begun, 1) != b"y":
            os._exit(9)


    def step(run, name, *args):
        fence = run["fence"]
        if name == "print":
            os.write(1, args[0].encode())
        elif name == "eprint":
            os.write(2, args[0].encode())
        elif name == "flood":
            block = b"x" * 65535 + b"\n"
            for _ in range(args[1] // 65536):
                os.write(args[0], block)
        elif name == "result":
            say(type="result", fence=fence, value=args[0] if args else None)
        elif name == "payload":
            say(type="result", fence=fence, value=run)
        elif name == "size":
            say(type="result", fence=fence, value=len(json.dumps(run["payload"])))
        elif name == "environment":
            say(type="result", fence=fence, value={k: v for k, v in os.environ.items() if k.startswith("JOBD_")})
        elif name == "big":
            say(type="result", fence=fence, value="x" * args[0])
        elif name == "say":
            say(**{"fence": fence, **args[0]})
        elif name == "say_last":
            say(**{**args[0], "fence": last})
        elif name == "raw":
            raw(args[0].encode())
        elif name == "raw_bytes":
            raw(bytes(args[0]))
        elif name == "raw_result":
            raw(('{"type":"result","fence":"%s","value":%s}\n' % (fence, args[0])).encode())
        elif name == "repeat":
            for _ in range(args[0]):
                step(run, *args[1])
        elif name == "for_ever":
            while True:
                step(run, *args[0])
        elif name == "long":
            block = b"y" * 65536
            for _ in range(args[0] // 65536):
                raw(block)
        elif name == "sleep":
            time.sleep(args[0])
        elif name == "wait_file":
            while not os.path.exists(args[0]):
                time.sleep(0.005)
        elif name == "exit":
            os._exit(args[0])
        elif name == "kill":
            os.kill(os.getpid(), args[0])
        elif name == "system":
            os.system(args[0])
        elif name == "cancelled":
            cancel = wait_for("cancel")
            os.write(1, json.dumps(cancel).encode())
            say(type="cancelled", fence=fence)
        elif name == "until_cancelled":
            wait_for("cancel")
        elif name == "deaf":
            wait_for("cancel")
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(1000)
        elif name == "hold":
            held.append(fence)
        elif name == "release":
            for other in held + [fence]:
                say(type="result", fence=other, value=len(held) + 1)
            held.clear()
        elif name == "checkpoint":
            say(type="checkpoint", fence=fence, data=args[0], n=1)
            wait_for("checkpointed")
        elif name == "checkpoint_seen":
            say(type="result", fence=fence, value=run.get("checkpoint"))
        elif name == "parents":
            seen = [[p["state"], open(p["path"]).read() if "path" in p else None] for p in run["parents"]]
            say(type="result", fence=fence, value=seen)
        elif name == "pid":
            say(type="result", fence=fence, value=os.getpid())
        elif name == "big_memory":
            held_memory.append(b"m" * args[0])
        elif name == "close":
            os.close(args[0])
            if args[0] == IN:
                reader.close()
        elif name == "traced":
            be_traced(args[0])
        elif name == "stop_self":
            os.kill(os.getpid(), signal.SIGSTOP)


    def dispatch(message):
        global last
        kind = message["type"]
        if kind == "run":
            for entry in message["payload"]:
                step(message, *entry)
            last = message["fence"]
        elif kind == "ping":
            if mode != "mute":
                say(type="pong", n=message["n"])
        elif kind == "stop":
            if mode == "stubborn":
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                time.sleep(1000)
            os._exit(0)


    if mode == "large_second":
        path = os.path.join(os.path.dirname(sys.argv[0]), "starts")
        with open(path, "a") as starts:
            starts.write("x")
        if os.path.getsize(path) == 2:
            held_memory.append(b"m" * 100000000)
    if mode == "silent":
        time.sleep(1000)
    if mode == "slow":
        time.sleep(1)
    if mode == "quiet":
        os.close(1)
    if mode == "crash":
        os.write(2, b"cannot import thing\n")
        os._exit(3)
    if mode == "garbage":
        raw(b"ready\n")
    if mode == "hasty":
        say(type="pong", n=1)
    handlers = ["other"] if mode == "other" else [os.environ["JOBD_WORKER_HANDLER"]]
    say(type="hello", v=2 if mode == "future" else 1, pid=os.getpid(), handlers=handlers)
    if mode == "leaver":
        os._exit(0)
    while True:
        dispatch(receive())
    """#
}
