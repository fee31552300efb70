// A server that embeds JobCore, as small as it can be: its handlers run in worker processes, which are this program once
// more. Tests start it, tell it what to do, and read what it prints.

import JobCore
import Logging

@main struct WorkerHost {
  static func main() async throws {
    var handlers = HandlerRegistry()
    HostJobs.register(in: &handlers)
    await JobWorker.runIfAsked(handlers)

    let arguments = CommandLine.arguments
    guard arguments.count == 3, let scenario = HostScenario(rawValue: arguments[2]) else {
      print("usage: WorkerHost DIRECTORY SCENARIO")
      return
    }
    var config = JobQueueConfig(dataDirectory: arguments[1], slots: 4)
    config.durability = .relaxed
    config.graceMicros = 1_000_000
    let logger = Logger(label: "host", factory: { _ in SwiftLogNoOpLogHandler() })
    let queue = try await JobQueue.open(config, handlers: handlers, logger: logger)
    async let ended: Void = queue.run()
    do { try await scenario.play(queue, arguments) } catch { print("error: \(error)") }
    queue.stop(.drain)
    await ended
    await queue.close()
  }
}
