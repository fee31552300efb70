// A worker program that speaks the protocol without any library, for handlers that misbehave in ways no library would,
// and the configuration that starts it.

import Foundation

/// Worker processes of a test's own.
enum ProtocolWorker {
  /// What every such program begins with: the channels, and notes for the test.
  private static let prelude = #"""
    import base64, json, os, signal, subprocess, sys, time
    SCRATCH = sys.argv[1]
    IN, OUT = os.fdopen(3, "rb", 0), 4
    def say(**message):
        data = json.dumps(message).encode() + b"\n"
        while data: data = data[os.write(OUT, data):]
    def note(name, text):
        with open(f"{SCRATCH}/{name}.new", "w") as file: file.write(str(text))
        os.rename(f"{SCRATCH}/{name}.new", f"{SCRATCH}/{name}")

    """#

  /// What a payload may ask for: `gate` waits for a file, having made one named by the job; `child` starts a program
  /// that reads nothing; `flood` writes a line without end; `deaf` reads nothing any more, whatever happens.
  private static let program = #"""
    say(type="hello", v=1, pid=os.getpid(), handlers=[os.environ["JOBD_WORKER_HANDLER"]])
    for line in IN:
        message = json.loads(line)
        if message["type"] == "stop": break
        if message["type"] == "ping": say(type="pong", n=message["n"])
        if message["type"] != "run": continue
        asked, job = message["payload"] or {}, message["job"]
        if "child" in asked:
            child = subprocess.Popen(["sleep", "1000"], close_fds=not asked.get("holds", False))
            note(f"child-{job}", child.pid)
        if "flood" in asked:
            piece = memoryview(b"x" * 1_048_576)
            for _ in range(asked["flood"]): os.write(OUT, piece)
        if "deaf" in asked:
            note(f"pid-{job}", os.getpid())
            while True: signal.pause()
        if "gate" in asked:
            note(f"pid-{job}", os.getpid())
            while not os.path.exists(f"{SCRATCH}/{asked['gate']}"): time.sleep(0.005)
        say(type="result", fence=message["fence"], value=job)
    """#

  /// Writes the program and a configuration with one handler, `work`; returns the arguments that jobd needs.
  static func configure(
    _ scratch: Scratch, _ settings: String = "processes: 1", program: String = program
  ) throws -> [String] {
    try "\(prelude)\(program)".write(toFile: scratch.file("protocol_worker.py"), atomically: true, encoding: .utf8)
    let config = """
      handlers:
        work: {command: [/usr/bin/env, python3, -S, -E, "\(scratch.file("protocol_worker.py"))", "\(scratch.path)"], \(settings)}

      """
    try config.write(toFile: scratch.file("jobd.yaml"), atomically: true, encoding: .utf8)
    return ["--config", scratch.file("jobd.yaml")]
  }

  /// The number that a worker has noted, once it has.
  static func noted(_ name: String, _ scratch: Scratch) async throws -> Int {
    try await eventually("a worker notes \(name)") { Int(scratch.text(name)) != nil }
    return Int(scratch.text(name)) ?? 0
  }
}
