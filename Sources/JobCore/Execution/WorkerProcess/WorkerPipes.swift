// The four pipes of a worker process and its /dev/null, for the moment in which it is started.

import CLinux
import Glibc

/// Pipes, each as (end to read, end to write).
struct WorkerPipes {
  let null: Int32
  let orders: (Int32, Int32)
  let reports: (Int32, Int32)
  let stdout: (Int32, Int32)
  let stderr: (Int32, Int32)

  init() throws(SpawnFault) {
    var made: [Int32] = []
    func fail() -> SpawnFault {
      let number = errno
      for descriptor in made { close(descriptor) }
      return SpawnFault(what: "a pipe", number: number)
    }
    func pipe() -> (Int32, Int32)? {
      var ends: [Int32] = [-1, -1]
      if clinux_pipe(&ends) != 0 { return nil }
      made += ends
      return (ends[0], ends[1])
    }
    // Moved up like a pipe's ends: jobd may have been started without standard streams.
    let low = open("/dev/null", O_RDONLY | O_CLOEXEC)
    null = fcntl(low, F_DUPFD_CLOEXEC, CLINUX_WORKER_DESCRIPTORS)
    let number = errno
    if low >= 0 { close(low) }
    if null < 0 { throw SpawnFault(what: "a worker's standard input", number: number) }
    made.append(null)
    guard let orders = pipe(), let reports = pipe(), let stdout = pipe(), let stderr = pipe() else { throw fail() }
    self.orders = orders
    self.reports = reports
    self.stdout = stdout
    self.stderr = stderr
    for kept in [orders.1, reports.0, stdout.0, stderr.0] where fcntl(kept, F_SETFL, O_NONBLOCK) != 0 { throw fail() }
  }

  /// What becomes 0…4 in the worker.
  var given: [Int32] {
    [null, stdout.1, stderr.1, orders.0, reports.1]
  }

  func closeGiven() {
    for descriptor in given { close(descriptor) }
  }

  func closeKept() {
    for descriptor in [orders.1, reports.0, stdout.0, stderr.0] { close(descriptor) }
  }
}
