// Follow-ups and batches as a dictionary: the rules of flow, written down a second time and without a database.

@testable import JobCore

/// What a store should know of jobs that wait for one another.
struct GraphModel {
  struct Edge {
    let dependency: Dependency
    var isMet: Bool?
  }

  struct Entry {
    var state: JobState
    var edges: [Edge]
    var batch: BatchID?
    var claimed: ClaimedJob?
    /// When it was last queued.
    var readyAt: Timestamp?

    var isWaiting: Bool { state == .blocked || state == .held }
  }

  struct Group {
    var isFailFast: Bool
    var staysOpen: Bool
    var isOpen = true
    var isCancelRequested = false
    var isDone = false
    var hasFailure = false
  }

  var jobs: [JobID: Entry] = [:]
  private(set) var batches: [BatchID: Group] = [:]
  private var ended: [(parent: Parent, isSuccess: Bool)] = []
  private var touched: Set<BatchID> = []

  /// What has been queued since the last time is ready from `now` on.
  mutating func noteReady(_ now: Timestamp) {
    for (id, entry) in jobs { jobs[id]?.readyAt = entry.state == .queued ? entry.readyAt ?? now : nil }
  }

  /// The ready jobs in the order in which they start.
  var ready: [JobID] {
    jobs.filter { $0.value.state == .queued }
      .sorted { left, right in
        let (first, second) = (left.value.readyAt?.micros ?? 0, right.value.readyAt?.micros ?? 0)
        return (first, left.key.value) < (second, right.key.value)
      }
      .map(\.key)
  }

  // MARK: Verbs

  /// Why a job would be refused.
  func refusal(of job: NewJob) -> String? {
    guard let id = job.batch, let batch = batches[id] else { return nil }
    if !batch.isOpen || batch.isDone || batch.isCancelRequested { return "its batch is closed" }
    return waits(for: .batch(id), from: job.after.map(\.parent)) ? "it would wait for its own batch" : nil
  }

  mutating func insert(_ job: NewJob, as id: JobID) {
    store(job, as: id, in: job.batch)
    settle()
  }

  mutating func insert(_ new: NewBatch, as id: BatchID, _ ids: [JobID]) {
    batches[id] = Group(isFailFast: new.isFailFast, staysOpen: new.staysOpen)
    for (job, member) in zip(new.jobs, ids) { store(job, as: member, in: id) }
    touched.insert(id)
    settle()
  }

  mutating func start(_ job: ClaimedJob) {
    jobs[job.id]?.state = .running
    jobs[job.id]?.claimed = job
  }

  mutating func end(_ id: JobID, _ state: JobState) {
    finish(id, state)
    settle()
  }

  mutating func cancel(_ id: JobID) {
    cancelOne(id)
    settle()
  }

  mutating func hold(_ id: JobID) { jobs[id]?.state = .held }

  mutating func release(_ id: JobID) {
    let isWaiting = jobs[id]?.edges.contains { $0.isMet == nil } ?? false
    jobs[id]?.state = isWaiting ? .blocked : .queued
  }

  mutating func close(_ id: BatchID) {
    batches[id]?.isOpen = false
    touched.insert(id)
    settle()
  }

  mutating func cancelBatch(_ id: BatchID) {
    beginCancel(id)
    settle()
  }

  func isCycle(_ id: JobID, _ after: [Dependency]) -> Bool {
    let parents = after.map(\.parent)
    if waits(for: .job(id), from: parents) { return true }
    guard let batch = jobs[id]?.batch else { return false }
    return waits(for: .batch(batch), from: parents)
  }

  mutating func replaceParents(of id: JobID, _ after: [Dependency]) {
    let old = jobs[id]?.edges ?? []
    let edges = after.map { dependency in
      // What was decided about an edge that stays has been decided.
      let decided = old.first { $0.dependency == dependency }?.isMet
      return Edge(dependency: dependency, isMet: decided ?? outcome(dependency))
    }
    jobs[id]?.edges = edges
    if edges.contains(where: { $0.isMet == false }) {
      finish(id, .skipped)
    } else if jobs[id]?.state == .blocked, edges.allSatisfy({ $0.isMet == true }) {
      jobs[id]?.state = .queued
    }
    settle()
  }

  // MARK: Rules

  private mutating func store(_ job: NewJob, as id: JobID, in batch: BatchID?) {
    let edges = job.after.map { Edge(dependency: $0, isMet: outcome($0)) }
    let isReady = edges.allSatisfy { $0.isMet == true }
    jobs[id] = Entry(state: job.holds ? .held : isReady ? .queued : .blocked, edges: edges, batch: batch)
    if edges.contains(where: { $0.isMet == false }) { finish(id, .skipped) }
  }

  private func outcome(_ dependency: Dependency) -> Bool? {
    let isSuccess: Bool
    switch dependency.parent {
    case .job(let id):
      guard let state = jobs[id]?.state, state.isTerminal else { return nil }
      isSuccess = state == .succeeded
    case .batch(let id):
      guard let batch = batches[id], batch.isDone else { return nil }
      isSuccess = !batch.isCancelRequested && succeeded(id)
    }
    return meets(dependency.on, isSuccess)
  }

  private func meets(_ condition: EndCondition, _ isSuccess: Bool) -> Bool {
    switch condition {
    case .success: isSuccess
    case .failure: !isSuccess
    case .any: true
    }
  }

  private func succeeded(_ id: BatchID) -> Bool {
    jobs.values.allSatisfy { $0.batch != id || $0.state == .succeeded }
  }

  private mutating func finish(_ id: JobID, _ state: JobState) {
    jobs[id]?.state = state
    if let batch = jobs[id]?.batch {
      touched.insert(batch)
      if state == .failed { batches[batch]?.hasFailure = true }
    }
    ended.append((.job(id), state == .succeeded))
  }

  private mutating func cancelOne(_ id: JobID) {
    guard let state = jobs[id]?.state, !state.isTerminal, state != .running else { return }
    finish(id, .cancelled)
  }

  private mutating func beginCancel(_ id: BatchID) {
    batches[id]?.isCancelRequested = true
    batches[id]?.isOpen = false
    touched.insert(id)
    for member in jobs.filter({ $0.value.batch == id }).keys.sorted() { cancelOne(member) }
  }

  /// All that follows from the ends so far.
  private mutating func settle() {
    repeat {
      while let (parent, isSuccess) = ended.popLast() { decideChildren(of: parent, isSuccess) }
      while let id = touched.popFirst() { settleBatch(id) }
    } while !ended.isEmpty
  }

  private mutating func decideChildren(of parent: Parent, _ isSuccess: Bool) {
    for id in jobs.keys.sorted() {
      guard var entry = jobs[id] else { continue }
      var isAffected = false
      for index in entry.edges.indices where entry.edges[index].dependency.parent == parent {
        if entry.edges[index].isMet != nil { continue }
        entry.edges[index].isMet = meets(entry.edges[index].dependency.on, isSuccess)
        isAffected = true
      }
      guard isAffected else { continue }
      jobs[id] = entry
      guard entry.isWaiting else { continue }
      if entry.edges.contains(where: { $0.isMet == false }) {
        finish(id, .skipped)
      } else if entry.state == .blocked, entry.edges.allSatisfy({ $0.isMet == true }) {
        jobs[id]?.state = .queued
      }
    }
  }

  private mutating func settleBatch(_ id: BatchID) {
    guard let batch = batches[id], !batch.isDone else { return }
    if batch.hasFailure && batch.isFailFast && !batch.isCancelRequested { return beginCancel(id) }
    let staysOpen = batch.isOpen && batch.staysOpen
    guard !staysOpen, jobs.values.allSatisfy({ $0.batch != id || $0.state.isTerminal }) else { return }
    batches[id]?.isDone = true
    batches[id]?.isOpen = false
    // A gather that was cancelled raises, whatever its children returned.
    ended.append((.batch(id), !batch.isCancelRequested && succeeded(id)))
  }

  /// Whether `target` is one of `parents` or something they wait for.
  private func waits(for target: Parent, from parents: [Parent]) -> Bool {
    var seen = Set(parents)
    var rest = parents
    while let parent = rest.popLast() {
      if parent == target { return true }
      for next in waitedFor(by: parent) where seen.insert(next).inserted { rest.append(next) }
    }
    return false
  }

  private func waitedFor(by parent: Parent) -> [Parent] {
    switch parent {
    case .job(let id):
      guard let entry = jobs[id], entry.isWaiting else { return [] }
      return entry.edges.filter { $0.isMet == nil }.map(\.dependency.parent)
    case .batch(let id):
      guard let batch = batches[id], !batch.isDone else { return [] }
      return jobs.filter { $0.value.batch == id && !$0.value.state.isTerminal }.map { .job($0.key) }
    }
  }
}
