// The list of batches for those who see only some of the jobs. They see a batch if they see all its members, and one page
// looks at a bounded number of members.

import JobCore
import JobWire

/// One page of the batches that an identity has made and sees.
struct BatchListing {
  /// Where a page goes on: behind `batch`; or, if there is a `member`, in `batch`, behind that member.
  struct Place {
    var batch: BatchID?
    var member: JobID?
  }

  let desk: JobDesk
  let request: HTTPRequest
  let limit: Int
  private(set) var visible: [Batch] = []
  private var rows: Int
  private let end = ContinuousClock.now + .microseconds(Limits.pageMicrosMax)

  init(_ desk: JobDesk, _ request: HTTPRequest, limit: Int) {
    self.desk = desk
    self.request = request
    self.limit = limit
    rows = desk.pageRowsMax
  }

  /// Goes through the batches from `place` on; returns where the next page begins, or nil at the end.
  mutating func run(from place: Place) async throws -> Place? {
    var place = place
    if let batch = place.batch, let member = place.member {
      // The batch in which the last page ended, if it is still there.
      place.member = nil
      if let found = try await desk.queue.batches(limit: 1, after: BatchID(batch.value + 1)).first, found.id == batch,
        let open = try await look(found, behind: member)
      {
        return open
      }
    }
    while true {
      try Task.checkCancellation()
      let page = try await desk.queue.batches(limit: limit, after: place.batch)
      for batch in page {
        if visible.count == limit || isSpent { return place }
        if batch.submittedBy == request.identity.name, let open = try await look(batch, behind: nil) { return open }
        rows -= 1
        place.batch = batch.id
      }
      // Those of others take no place on it: it goes on until it is full, or its budget is spent.
      if page.count < limit { return nil }
    }
  }

  private var isSpent: Bool { rows <= 0 || ContinuousClock.now >= end && rows <= desk.pageRowsMax - Limits.pageRowsMin }

  /// Looks at the members behind one; returns where to go on if there are more of them than this page looks at.
  private mutating func look(_ batch: Batch, behind member: JobID?) async throws -> Place? {
    var member = member
    repeat {
      try Task.checkCancellation()
      if isSpent { return Place(batch: batch.id, member: member ?? JobID(0)) }
      let part = try await desk.queue.realms(of: batch.id, after: member, limit: max(1, rows))
      rows -= part.count
      let facts = AccessObject.BatchFacts(realms: part.realms, submittedBy: batch.submittedBy)
      let verb = request.route.verb
      if Authority.decide(request.identity, verb, .batch(batch.id, facts)) != .allowed { return nil }
      member = part.next
    } while member != nil
    visible.append(batch)
    return nil
  }
}

extension BatchListing.Place {
  /// From a cursor that an earlier page has given. How far a batch was looked at is kept here: a reader who could make
  /// that up would learn the counts of others' jobs.
  init(_ request: HTTPRequest, _ hidden: HiddenPlaces) throws(HTTPFault) {
    guard let text = request.query.first("cursor"), Int64(text) == nil else {
      self.init(batch: try request.idCursor().map { BatchID($0) }, member: nil)
      return
    }
    let parts = hidden.find(text, for: request.identity.name)?.split(separator: ".").compactMap { Int64($0) } ?? []
    guard parts.count == 2 else { throw .strangeCursor }
    self.init(batch: BatchID(parts[0]), member: JobID(parts[1]))
  }

  func text(_ request: HTTPRequest, _ hidden: HiddenPlaces) -> String {
    guard let member else { return "\(batch?.value ?? .max)" }
    return hidden.hide("\(batch?.value ?? .max).\(member.value)", from: request.identity.name)
  }
}

extension HTTPFault {
  /// The cursor is not one of this process: the list has to be begun anew.
  static let strangeCursor = HTTPFault.invalid([
    FieldProblem(field: "cursor", detail: "is not a cursor that a list has given, or is from before a restart")
  ])
}
