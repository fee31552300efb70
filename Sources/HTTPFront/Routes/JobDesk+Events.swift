// Following along: what changes, as it changes.

import JobCore
import JobWire

extension JobDesk {
  static let eventQuery: [Query.Name] =
    filterQuery + [
      .once("after", .pattern("^[!-~]{1,64}$")),
      .once("snapshot", .boolean()),
    ]

  func events(_ request: HTTPRequest) async throws -> HTTPResponse {
    var problems: [FieldProblem] = []
    let wanted = EventRequest(query: request.query.items, problems: &problems)
    // A browser that comes back asks with the query it began with, and says here how far it has come since.
    let last = request.fields.lastEventID.flatMap { $0.isEmpty ? nil : $0 }
    if let last, !EventRequest.isPosition(last) {
      problems.append(FieldProblem(field: WireHeader.lastEventID, detail: "is not the id of an event"))
    }
    guard problems.isEmpty else { throw HTTPFault.invalid(problems) }
    let filter = try EventFilter(wanted, within: request.identity.limits)
    guard let seat = eventSeats.take() else { throw HTTPFault.http(.overloaded) }
    let sender = EventSender(
      reader: try queue.eventReader(filter, after: last ?? wanted.after, snapshot: wanted.snapshot),
      format: EventFormat(accept: request.fields.accept), isVisible: { request.maySee($0) },
      adapt: { request.adapt(&$0) }, heartbeat: heartbeat, pace: eventPace)
    let body = HTTPResponse.Body.stream(length: nil) { [haste = request.haste] writer in
      defer { _ = seat }
      try await sender.send(to: writer, haste)
    }
    return HTTPResponse(.ok, contentType: sender.format.contentType, body: body)
      .with("Cache-Control", "no-cache, no-transform").with("X-Accel-Buffering", "no")
  }
}

extension HTTPRequest {
  /// Whether its sender may see what the event is about.
  fileprivate func maySee(_ event: QueueEvent) -> Bool {
    let object: AccessObject =
      switch event.what {
      case .job(let news): .job(news.job.id, in: JobRealm(queue: news.job.queue, kind: news.job.kind))
      case .batch(let batch):
        .batch(batch.id, AccessObject.BatchFacts(realms: event.realms ?? [], submittedBy: batch.submittedBy))
      case .queue(let status, _): .queue(status.name)
      case .schedule(let schedule, _): .schedule(schedule.name, schedule.spec.job)
      case .snapshotEnd, .gap: .any
      }
    return sees(object)
  }

  /// Figures of a queue are those of all kinds of jobs, and the last job of a schedule may be one that was moved away.
  fileprivate func adapt(_ event: inout EventView) {
    if var queue = event.queue {
      adapt(&queue)
      event.queue = queue
    }
    if event.schedule != nil, !sees(.allJobs) { event.schedule?.lastJob = nil }
  }
}
