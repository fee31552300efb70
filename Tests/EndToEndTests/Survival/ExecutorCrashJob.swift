// The kinds of job of the executors' crash test, what each may become, and the worker that carries some of them out.

import Foundation

/// A kind of job with its own promise.
enum ExecutorCrashJob: CaseIterable {
  case worker, retriedWorker, remote, retriedRemote, external

  var spec: String {
    switch self {
    case .worker: #"{"handler":"crashy","payload":0.05}"#
    case .retriedWorker:
      #"{"handler":"crashy","payload":0.05,"retry":{"max_attempts":20,"initial":"20ms","max":"50ms"}}"#
    case .remote: #"{"handler":"far","executor":"remote"}"#
    case .retriedRemote:
      #"{"handler":"far","executor":"remote","retry":{"max_attempts":20,"initial":"20ms","max":"50ms"}}"#
    case .external: #"{"external":true}"#
    }
  }

  var attemptsMax: Int { self == .retriedWorker || self == .retriedRemote ? 20 : 1 }

  /// What was interrupted and may not run again is lost; nothing else is.
  func mayEnd(as state: String?) -> Bool {
    switch self {
    case .worker, .remote: state == "succeeded" || state == "failed"
    case .retriedWorker, .retriedRemote, .external: state == "succeeded"
    }
  }
}

/// The worker processes of the test.
enum CrashWorker {
  /// Writes the worker and the configuration that starts it; returns the configuration's path.
  static func write(to scratch: Scratch) throws -> String {
    // A worker locks the file of its job while it runs it: no two of them ever have it at once.
    let script = """
      import fcntl, sys, time
      sys.path.insert(0, "\(PythonModule.path)")
      import jobd

      @jobd.handler("crashy")
      def crashy(payload, ctx):
          with open(f"\(scratch.path)/lock-{ctx.id}", "w") as lock:
              try:
                  fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
              except OSError:
                  with open("\(scratch.path)/overlaps", "a") as out:
                      out.write(f"{ctx.id}\\n")
              with open("\(scratch.path)/starts", "a") as out:
                  out.write(f"{ctx.id} {ctx.attempt}\\n")
              time.sleep(payload)
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
}

/// The Python module of this repository.
enum PythonModule {
  static let path = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../clients/python").standardizedFileURL.path
}
