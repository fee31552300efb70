// Finds the jobs that are named by a word: pages of the list of jobs, newest first, as far back as is said.

import JobClient
import JobWire

/// Looks for jobs among the newest.
struct JobLookup {
  /// How many jobs are looked at; what lies further back has to be named by its number.
  static let jobsMax = 10 * ListRequest.limitMax

  let client: JobClient

  /// - Errors: status 3 if there is no such job.
  func id(of reference: JobReference) async throws -> Int64 {
    switch reference {
    case .id(let id): return id
    case .last: return try await last()
    case .lastFailed: return try await lastFailed()
    case .named(let name): return try await newest(named: name)
    }
  }

  // MARK: Numbers

  /// Jobs that are looked up in one request.
  private static let checkedTogether = 1_000
  /// Those that are not there and are named; the others would not be read.
  private static let missingMax = 10

  /// - Errors: status 3 if some of the jobs are not there, with their numbers.
  func check(_ ids: [Int64]) async throws {
    var missing: [Int64] = []
    var rest = ids[...]
    while !rest.isEmpty, missing.count < Self.missingMax {
      var part = Array(rest.prefix(Self.checkedTogether))
      rest = rest.dropFirst(part.count)
      while !part.isEmpty, missing.count < Self.missingMax, let id = try await firstMissing(of: part) {
        missing.append(id)
        part.removeAll { $0 == id }
      }
    }
    if missing.isEmpty { return }
    throw CommandFailure(
      .noSuchJob, Self.words(missing: missing), hint: "See which jobs there are with `jobctl list`.")
  }

  static func words(missing ids: [Int64]) -> String {
    let numbers = ids.map { "\($0)" }.joined(separator: ", ")
    return "There \(ids.count == 1 ? "is no job" : "are no jobs") \(numbers). Nothing was done to the others."
  }

  /// A wait of no length asks for all of them at once, and names the first that is not there.
  private func firstMissing(of ids: [Int64]) async throws(ClientError) -> Int64? {
    do throws(ClientError) {
      _ = try await client.wait(WaitRequest(ids: ids, until: .first, timeout: WireDuration(micros: 0)))
      return nil
    } catch {
      guard error.problem?.wireCode == .notFound, case .job(let id) = error.problem?.subject, ids.contains(id) else {
        throw error
      }
      return id
    }
  }

  // MARK: Words

  private func last() async throws -> Int64 {
    let caller = try await caller()
    var last: Int64?
    try await eachPage(JobFilterWire()) { page in
      last = page.first { $0.submittedBy == caller }?.id
      return last == nil
    }
    if let last { return last }
    throw CommandFailure(
      .noSuchJob, "None of the newest jobs was submitted by you (\(caller)).",
      hint: "See which jobs there are with `jobctl list`.")
  }

  private func lastFailed() async throws -> Int64 {
    let caller = try await caller()
    var filter = JobFilterWire()
    filter.states = [.failed]
    var last: JobView?
    try await eachPage(filter) { page in
      last = Self.lastFailed(page.filter { $0.submittedBy == caller } + [last].compactMap(\.self))
      return true
    }
    if let last { return last.id }
    throw CommandFailure(
      .noSuchJob, "None of your jobs has failed (you are \(caller)).",
      hint: "See what has failed with `jobctl list --state failed`.")
  }

  /// By the time of the end; of those that ended together, the one that was submitted last.
  static func lastFailed(_ jobs: [JobView]) -> JobView? {
    jobs.max { ($0.finishedAt?.micros ?? 0, $0.id) < ($1.finishedAt?.micros ?? 0, $1.id) }
  }

  private func newest(named name: String) async throws -> Int64 {
    var filter = JobFilterWire()
    // A pattern; a name that has * or ? in it finds itself and others, which are left out.
    filter.name = name
    var found: [Int64] = []
    try await eachPage(filter) { page in
      found += page.filter { $0.name == name }.map(\.id)
      return found.count < 2
    }
    guard let newest = found.first else { throw try await unknown(name) }
    if found.count > 1 {
      Console.note("jobctl: several jobs have the name \(DisplayWidth.printable(name)); the newest is \(newest)")
    }
    return newest
  }

  private func unknown(_ name: String) async throws -> CommandFailure {
    let newest = try await client.jobs(ListRequest(limit: ListRequest.limitMax)).jobs
    let nearest = NameHint.closest(to: name, among: newest.map(\.name)).map { "Did you mean %\($0)? " } ?? ""
    return CommandFailure(
      .noSuchJob, "There is no job with the name \"\(DisplayWidth.printable(name))\".",
      hint: DisplayWidth.printable(nearest) + "See which jobs there are with `jobctl list`.")
  }

  /// The name under which the daemon notes what this caller submits.
  private func caller() async throws -> String {
    if let caller = try await client.info().caller { return caller }
    throw CommandFailure(
      .other, "This daemon does not say whose jobs are yours: it is older than this jobctl.",
      hint: "Name the job by its number.")
  }

  /// Pages of a filter, newest first, for as long as `goesOn` says so and up to the bound.
  private func eachPage(_ filter: JobFilterWire, _ goesOn: ([JobView]) -> Bool) async throws {
    var (cursor, seen): (String?, Int) = (nil, 0)
    var trail = PageTrail(client)
    repeat {
      let page = try await client.jobs(ListRequest(filter: filter, limit: ListRequest.limitMax, cursor: cursor))
      guard goesOn(page.jobs) else { return }
      seen += page.jobs.count
      cursor = try trail.next(page.nextCursor)
    } while cursor != nil && seen < Self.jobsMax
  }
}
