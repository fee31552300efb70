// A worker in Python on the module of this repository, and a loop that speaks to it as jobd does, with nothing behind it.

import Foundation

/// The worker of the benchmarks.
enum PythonWorker {
  /// The folder of the module, which stands beside the benchmarks in the repository.
  static let module = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../../clients/python").standardizedFileURL.path

  /// Writes the script.
  static func write(to folder: String) throws(BenchFailure) -> String {
    let text = """
      import sys
      sys.path.insert(0, "\(module)")
      import jobd

      @jobd.handler("pynoop")
      def noop(payload, ctx):
          return None

      jobd.main()

      """
    let path = "\(folder)/worker.py"
    do {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    } catch {
      throw BenchFailure("cannot write \(path): \(error)")
    }
    return path
  }

  /// Runs a second: the frames of a no-op, one after the other, over two pipes.
  static func bareLoop(_ script: String, count: Int) throws(BenchFailure) -> Double {
    let driver = """
      import json, os, subprocess, sys, time
      to_r, to_w = os.pipe()
      from_r, from_w = os.pipe()
      def place():
          # 3 and 4, whatever numbers the pipes have.
          a, b = os.dup(to_r), os.dup(from_w)
          os.dup2(a, 3); os.dup2(b, 4)
          for fd in (3, 4): os.set_inheritable(fd, True)
      env = dict(os.environ, JOBD_WORKER_IN="3", JOBD_WORKER_OUT="4", JOBD_WORKER_HANDLER="pynoop")
      child = subprocess.Popen(["/usr/bin/python3", "\(script)"], env=env, preexec_fn=place, close_fds=False)
      os.close(to_r); os.close(from_w)
      out, inp = os.fdopen(from_r, "rb"), os.fdopen(to_w, "wb", 0)
      assert json.loads(out.readline())["type"] == "hello"
      frame = '{"type":"run","fence":"%d","job":%d,"attempt":1,"max_attempts":1,"handler":"pynoop","name":"job-%d",' \\
          '"queue":"default","payload":null,"tags":{},"parents":[],"batches":[]}\\n'
      def exchange(n):
          for i in range(n):
              inp.write((frame % (i, i, i)).encode())
              assert b'"result"' in out.readline()
      exchange(100)
      began = time.monotonic()
      exchange(\(count))
      print(\(count) / (time.monotonic() - began), flush=True)
      inp.write(b'{"type":"stop"}\\n')
      """
    let child = try Child(["/usr/bin/python3", "-c", driver], output: "")
    guard let rate = child.line().flatMap({ Double($0) }) else { throw BenchFailure("the bare loop failed") }
    child.wait()
    return rate
  }
}
