// Submissions make the queues that they name. Whoever asks for none to be made (`create_queue=false`) is told of a name
// that is not there: it was most likely mistyped, and the jobs would wait in a queue that nobody looks after.

import JobCore
import JobWire

/// The queues that submissions name.
struct NamedQueues {
  /// The parameter of a request.
  static let parameter = "create_queue"

  private(set) var names: Set<String> = []

  /// Those of the jobs and of their follow-ups.
  init(of jobs: [NewJob]) { for job in jobs { add(job) } }

  init(_ name: String) { names = [name] }

  private mutating func add(_ job: NewJob) {
    names.insert(job.queue)
    for followUp in job.then { add(followUp.job) }
  }

  /// The first of them that is not among those that are there.
  func missing(among known: [String]) -> String? {
    names.subtracting(known).subtracting([NewJob.defaultQueue]).min()
  }
}

extension JobDesk {
  /// Refuses to name queues that are not there, if the request wants none to be made.
  ///
  /// What is decided on may be old by the time the jobs are stored: a queue that is removed in between is made again.
  func require(_ named: @autoclosure () -> NamedQueues, _ request: HTTPRequest) async throws {
    guard request.query.first(NamedQueues.parameter) != nil, try !request.flag(NamedQueues.parameter) else { return }
    let known = try await queue.queues().map(\.name)
    guard let name = named().missing(among: known) else { return }
    // Named only to who could list them, whatever this request is for.
    let seen = known.filter { Authority.decide(request.identity, .look, .queue($0)) == .allowed }
    throw HTTPFault.unknownQueue(name, near: NameHint.closest(to: name, among: seen))
  }
}
