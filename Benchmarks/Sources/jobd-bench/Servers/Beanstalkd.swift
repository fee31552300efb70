// beanstalkd with its write-ahead log and an fsync after every command, for comparison.

import Glibc

/// A running beanstalkd.
final class Beanstalkd {
  private let child: Child
  let socketPath: String

  /// `nil` when it is not installed.
  init?(_ programs: Programs, in folder: String) throws(BenchFailure) {
    guard let program = programs.beanstalkd else { return nil }
    let log = "\(folder)/binlog"
    mkdir(log, 0o700)
    socketPath = "\(folder)/beanstalkd.sock"
    child = try Child([program, "-b", log, "-f", "0", "-l", "unix:\(socketPath)"], errors: "\(folder)/beanstalkd.log")
    for _ in 0..<200 {
      if let descriptor = try? Connection.open(socketPath) {
        close(descriptor)
        return
      }
      Clock.sleep(seconds: 0.01)
    }
    throw BenchFailure("beanstalkd did not start")
  }
}
