// The worker processes of the executors' crash test, and the locks by which they notice one another.

import Foundation
import Testing

/// Worker processes that write what they saw to the directory of the test.
enum CrashWorker {
  /// Writes the worker and the configuration that starts it; returns the configuration's path.
  static func write(to scratch: Scratch) throws -> String {
    // A worker locks the file of its job while it runs it, and another one if its payload says so: the kernel unlocks
    // them with its death, so that two who have one at once really run at once.
    let script = """
      import fcntl, os, sys, time
      sys.path.insert(0, "\(PythonModule.path)")
      import jobd

      def file(name):
          return f"\(scratch.path)/{name}"

      def add(name, line):
          with open(file(name), "a") as out:
              out.write(f"{line}\\n")

      def lock(name, ctx):
          held = open(file(f"lock-{name}"), "w")
          try:
              fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
          except OSError:
              add("overlaps", f"{name} by job {ctx.id}")
          return held

      def keep(ctx):
          # A checkpoint that was acknowledged is there for the next attempt.
          kept, told = int(ctx.last_checkpoint or 0), file(f"told-{ctx.id}")
          if os.path.exists(told) and kept < int(open(told).read()):
              add("losses", f"job {ctx.id} found checkpoint {kept}")
          for number in range(kept + 1, kept + 6):
              ctx.checkpoint(str(number).encode(), flush=True)
              with open(f"{told}.new", "w") as out:
                  out.write(str(number))
              os.rename(f"{told}.new", told)

      @jobd.handler("crashy")
      def crashy(payload, ctx):
          asked = payload or {}
          locks = [lock(name, ctx) for name in (f"job-{ctx.id}", asked.get("lock")) if name]
          add("starts", f"{ctx.id} {ctx.attempt}")
          if "keeps" in asked:
              keep(ctx)
          if "follows" in asked:
              retry = {"max_attempts": 20, "initial": "20ms", "max": "50ms"}
              ctx.follow_up({"handler": "noop", "name": f"follow-{ctx.attempt}", "retry": retry}, on="success")
          time.sleep(0.04)
          for held in locks:
              held.close()
          return ctx.id

      jobd.main()

      """
    try script.write(toFile: scratch.file("worker.py"), atomically: true, encoding: .utf8)
    let config = """
      handlers:
        crashy:
          command: ["/usr/bin/env", "python3", "\(scratch.path)/worker.py"]
          processes: 3

      """
    try config.write(toFile: scratch.file("jobd.yaml"), atomically: true, encoding: .utf8)
    return scratch.file("jobd.yaml")
  }

  /// Those of the test, by the mark in their command line.
  static func alive(_ scratch: Scratch) -> [Int32] {
    let all = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int32($0) }
    return all.filter { pid in
      let command = (try? String(contentsOfFile: "/proc/\(pid)/cmdline", encoding: .utf8)) ?? ""
      return command.contains("\(scratch.path)/worker.py") && Processes.isAlive(Int(pid))
    }
  }

  /// None of an earlier daemon is left.
  static func expectOnlyYoung(_ scratch: Scratch, _ daemon: Daemon) throws {
    for pid in alive(scratch) {
      let stat = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
      let parent = stat.split(separator: ")").last?.split(separator: " ").dropFirst().first.flatMap { Int32($0) }
      #expect(parent == nil || parent == daemon.program.pid, "worker \(pid) outlived its daemon")
    }
  }

  /// The same lock for somebody in this process; nil if it is taken.
  static func lock(_ name: String, _ scratch: Scratch) -> Int32? {
    let descriptor = open(scratch.file("lock-\(name)"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    if descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return descriptor }
    close(descriptor)
    return nil
  }
}

/// The Python module of this repository.
enum PythonModule {
  static let path = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../clients/python").standardizedFileURL.path
}
