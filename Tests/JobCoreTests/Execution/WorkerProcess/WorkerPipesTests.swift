// The pipes of a worker at its birth: who has which end, and what is inherited by nobody else.

import Glibc
import Testing

@testable import JobCore

@Suite struct WorkerPipesTests {
  @Test func keptEndsDoNotBlockAndAreInheritedByNobody() throws {
    let pipes = try WorkerPipes()
    defer {
      pipes.closeGiven()
      pipes.closeKept()
    }
    for kept in [pipes.orders.1, pipes.reports.0, pipes.stdout.0, pipes.stderr.0] {
      #expect(fcntl(kept, F_GETFL) & O_NONBLOCK != 0 && fcntl(kept, F_GETFD) & FD_CLOEXEC != 0)
    }
    for given in pipes.given {
      // A worker may wait for what it reads. Its copies are made when it starts; these are closed by the start.
      #expect(fcntl(given, F_GETFL) & O_NONBLOCK == 0 && fcntl(given, F_GETFD) & FD_CLOEXEC != 0)
      #expect(given >= 5, "in the place of a descriptor that the worker is given")
    }
  }

  @Test func eachEndIsTheOtherSideOfWhatIsKept() throws {
    let pipes = try WorkerPipes()
    defer {
      pipes.closeGiven()
      pipes.closeKept()
    }
    let pairs = [
      (pipes.given[1], pipes.stdout.0), (pipes.given[2], pipes.stderr.0), (pipes.orders.1, pipes.given[3]),
      (pipes.given[4], pipes.reports.0),
    ]
    for (number, (writing, reading)) in pairs.enumerated() {
      var byte = UInt8(number)
      #expect(write(writing, &byte, 1) == 1)
      byte = 99
      #expect(read(reading, &byte, 1) == 1 && byte == UInt8(number))
    }
    var byte: UInt8 = 0
    #expect(read(pipes.given[0], &byte, 1) == 0, "there is nothing to read")
  }

  @Test func endOfTheWorkersEndsIsSeen() throws {
    let pipes = try WorkerPipes()
    defer { pipes.closeKept() }
    var byte: UInt8 = 0
    #expect(read(pipes.reports.0, &byte, 1) == -1 && errno == EAGAIN)
    pipes.closeGiven()
    #expect(read(pipes.reports.0, &byte, 1) == 0 && read(pipes.stdout.0, &byte, 1) == 0)
  }
}
