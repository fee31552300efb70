// What is to be paused, or to go on: everything, queues or jobs.

import ArgumentParser
import JobClient
import JobWire

/// The subject of `pause` and `resume`.
struct PauseSubject: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("A queue; may be repeated. Without queues and jobs everything is meant.", valueName: "name"),
    completion: LiveWords.queues.completion)
  var queue: [String] = []

  @Argument(
    help: ArgumentHelp("The jobs. \(JobReference.help)", valueName: "id"), completion: LiveWords.jobs.completion,
    transform: JobReference.read)
  var jobs: [JobReference] = []

  func validate() throws {
    if !queue.isEmpty && !jobs.isEmpty {
      throw ValidationError("Name queues or jobs, not both: the jobs of a queue are paused with it.")
    }
    // A script that has lost the name does not mean everything.
    if queue.contains("") { throw ValidationError("'' is no name of a queue.") }
  }

  var queues: [String]? { queue.isEmpty ? nil : queue }

  func ids(_ client: JobClient) async throws -> [Int64]? {
    jobs.isEmpty ? nil : try await JobReference.ids(jobs, client)
  }
}
