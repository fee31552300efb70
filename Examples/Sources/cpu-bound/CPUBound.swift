// Counts primes in worker processes, in a queue with one slot and in a queue with two: what a second core brings.

import Foundation
import JobCore
import Logging

@main struct CPUBound {
  static func main() async throws {
    var handlers = HandlerRegistry()
    handlers.register(CountPrimes.self, on: .process)
    // In a worker, which is this program once more, this carries out jobs and never returns. So it stands before
    // everything that only the program itself is to do.
    await JobWorker.runIfAsked(handlers)

    let directory = FileManager.default.temporaryDirectory.appending(path: "cpu-bound-\(UUID())")
    defer { try? FileManager.default.removeItem(at: directory) }
    var config = JobQueueConfig(dataDirectory: directory.path, slots: 2)
    for (name, slots) in [("one", 1), ("two", 2)] {
      var change = QueueChange()
      change.slots = .set(slots)
      config.queues[name] = change
    }
    let queue = try await JobQueue.open(config, handlers: handlers, logger: Logger(label: "cpu-bound"))
    async let running: Void = queue.run()

    // Workers are started when there is work for them, and stay: the first jobs wait for that, the others do not.
    _ = try await countPrimes(on: queue, in: "two")
    // The best of a few, because the machine may have other things to do.
    var one = Duration.seconds(1_000_000)
    var two = one
    for _ in 1...3 {
      one = min(one, try await countPrimes(on: queue, in: "one"))
      two = min(two, try await countPrimes(on: queue, in: "two"))
    }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    print("one core \(one.text), two cores \(two.text), of \(cores) there are:")
    print("\((one / two).formatted(.number.precision(.fractionLength(2)))) times as fast")

    queue.stop(.drain)
    await running
    await queue.close()
  }

  /// Counts the primes below a number in eight jobs of a queue, and says how long that took.
  private static func countPrimes(on queue: JobQueue, in name: String) async throws -> Duration {
    let all = 1_600_000
    let step = all / 8
    return try await ContinuousClock().measure {
      let parts = try await queue.withBatch { batch in
        var parts: [JobHandle<Int>] = []
        for start in stride(from: 0, to: all, by: step) {
          parts.append(try await batch.submit(CountPrimes(from: start, to: start + step)) { $0.queue = name })
        }
        return parts
      }
      let sum = try await queue.gather(parts).reduce(0, +)
      print("\(sum) primes below \(all) in queue \(name)")
    }
  }
}

extension Duration {
  fileprivate var text: String { formatted(.units(allowed: [.milliseconds])) }
}
