// Looks up what Authority has to know of a thing to decide whether the sender of a request may touch it. For senders
// without limits nothing is looked up.

import JobCore

extension HTTPRequest {
  /// Throws unless the identity may do with `object` what the route does.
  func authorize(_ object: AccessObject) throws(HTTPFault) {
    try Authority.check(identity, route.verb, object)
  }

  /// Whether the identity is shown it.
  func sees(_ object: AccessObject) -> Bool { Authority.decide(identity, route.verb, object) == .allowed }

  /// Within which a job has to be when a verb comes to it, and not only when it was looked at; `nil` is anywhere.
  var limits: RealmLimits? { identity.isLimited ? identity.limits : nil }

  /// How much of URLs the identity is shown: what a job or a callback calls, and may be the key to.
  var urlSight: URLSight { sees(.secretURLs) ? .path : .host }
}

extension JobDesk {
  /// The job in the path.
  func permittedID(_ request: HTTPRequest) async throws -> JobID {
    let id = try request.jobID()
    try await permit([id], request)
    return id
  }

  /// Throws unless the job is still permitted, some time after it was.
  func stillPermit(_ id: JobID, _ request: HTTPRequest) async throws {
    if request.identity.isLimited { try await permit([id], request) }
  }

  /// Throws unless all of `ids` are permitted; the first that is not is answered as if it did not exist.
  func permit(_ ids: [JobID], _ request: HTTPRequest) async throws {
    let realms = request.identity.isLimited ? try await queue.realms(of: ids) : [:]
    for id in ids { try request.authorize(.job(id, in: realms[id])) }
  }

  /// The batch in the path.
  func permittedBatch(_ request: HTTPRequest) async throws -> BatchID {
    let id = try request.batchID()
    try await permit(id, request)
    return id
  }

  func permit(_ batch: BatchID, _ request: HTTPRequest) async throws {
    try request.authorize(.batch(batch, try await facts(batch, for: request.identity)))
  }

  /// The name in the path, of a schedule that submits what this identity may submit.
  func permittedSchedule(_ request: HTTPRequest) async throws -> String {
    let name = request.parameter(0)
    if request.identity.isLimited {
      try request.authorize(.schedule(name, try await queue.schedule(name).spec.job))
    }
    return name
  }

  /// The name of the queue in the path.
  func permittedQueue(_ request: HTTPRequest) throws -> String {
    let name = request.parameter(0)
    try request.authorize(.queue(name))
    return name
  }

  /// The fence in the path.
  func permittedFence(_ request: HTTPRequest) async throws -> ClaimFence {
    guard let fence = ClaimFence(request.parameter(0)) else {
      throw ClaimError.stale(detail: "the fence in the path was never given out")
    }
    try await permit([fence.job], request)
    return fence
  }

  /// Runs a verb on batches, or one that names some, with the look whether the sender may: `body` takes both, and the verb
  /// is carried out only if what was seen is still so by then. Otherwise it is looked at again.
  func looking<T>(for identity: Identity, _ body: (SightMark?) async throws -> T) async throws -> T {
    guard identity.isLimited else { return try await body(nil) }
    return try await untilUnchanged { try await body(try await queue.sightMark(for: identity.limits)) }
  }

  /// Runs a verb that was made of a look, and again from its beginning if what was looked at has changed meanwhile.
  func untilUnchanged<T>(_ body: () async throws -> T) async throws -> T {
    var looks = 1
    while true {
      do {
        return try await body()
      } catch {
        guard HTTPFault(routeError: error).isLookAgain, looks < HTTPLimits.batchLooksMax else { throw error }
        looks += 1
      }
    }
  }

  /// The same for submissions: most name no batch, and then there is nothing to look at.
  func looking<T>(
    for identity: Identity, submitting jobs: [NewJob], _ body: (SightMark?) async throws -> T
  ) async throws -> T {
    guard identity.isLimited else { return try await body(nil) }
    var references = JobReferences()
    for job in jobs { references.add(job) }
    return references.batches.isEmpty ? try await body(nil) : try await looking(for: identity, body)
  }

  /// Submissions, and what they say about others: the jobs and batches they wait for, and the batches they join.
  func permitSubmissions(_ jobs: [NewJob], _ request: HTTPRequest) async throws {
    // What follows from the verb alone was decided before the body was read.
    guard request.identity.isLimited || request.identity.job != nil else { return }
    var references = JobReferences()
    for job in jobs {
      try request.authorize(.submission(job))
      references.add(job)
    }
    try await permit(references, request)
  }

  /// Those of a batch. A command runs as jobd: who is limited to queues of which one runs its jobs as another user has no
  /// way round that user.
  func permit(_ callbacks: [Callback], _ request: HTTPRequest) async throws {
    for callback in callbacks { try request.authorize(.callback(callback)) }
    guard let names = request.identity.limits.queues, !callbacks.isEmpty else { return }
    let users = try await queue.queues().filter { names.contains($0.name) }.compactMap(\.settings.runAs)
    for user in users.prefix(1) {
      var confined = request.identity
      confined.runAs = user
      for callback in callbacks { try Authority.check(confined, request.route.verb, .callback(callback)) }
    }
  }

  func permit(_ references: JobReferences, _ request: HTTPRequest) async throws {
    guard request.identity.isLimited else { return }
    let realms = try await queue.realms(of: Array(references.jobs))
    for id in references.jobs.sorted(by: { $0.value < $1.value }) {
      try request.authorize(.namedJob(id, in: realms[id]))
    }
    for id in references.batches.sorted(by: { $0.value < $1.value }) {
      try request.authorize(.namedBatch(id, try await facts(id, for: request.identity)))
    }
  }

  /// Those of `ids` with which the sender may do what the route does.
  func visible(_ ids: [JobID], _ request: HTTPRequest) async throws -> Set<JobID> {
    guard request.identity.isLimited else { return Set(ids) }
    let realms = try await queue.realms(of: ids)
    let verb = request.route.verb
    return Set(ids.filter { Authority.decide(request.identity, verb, .job($0, in: realms[$0])) == .allowed })
  }

  func isVisible(_ batch: BatchID, _ request: HTTPRequest) async throws -> Bool {
    let facts = try await facts(batch, for: request.identity)
    return Authority.decide(request.identity, request.route.verb, .batch(batch, facts)) == .allowed
  }

  /// Which job has a unique key, or which follow-up is in the way, is told only to those who may look at that job.
  func concealed(_ fault: HTTPFault, _ request: HTTPRequest) async throws -> HTTPFault {
    switch fault {
    case .submit(.duplicate(let key, let holder, _, _)), .job(.duplicate(let key, let holder)):
      return try await mayLook(at: holder, request) ? fault : .takenKey(key, nil)
    case .submitOne(.duplicate(let key, let holder, _, _), let place):
      return try await mayLook(at: holder, request) ? fault : .takenKey(key, place)
    case .job(.needed(let id, let child)):
      return try await mayLook(at: child, request) ? fault : .neededByOthers(id)
    default: return fault
    }
  }

  /// Whether the sender could ask for the job itself, whatever this request is for.
  private func mayLook(at id: JobID, _ request: HTTPRequest) async throws -> Bool {
    let realm = request.identity.isLimited ? try await queue.realms(of: [id])[id] : nil
    return Authority.decide(request.identity, .look, .job(id, in: realm)) == .allowed
  }

  private func facts(_ id: BatchID, for identity: Identity) async throws -> AccessObject.BatchFacts? {
    guard identity.isLimited else { return nil }
    do throws(JobError) {
      let submittedBy = try await queue.batch(id).submittedBy
      return AccessObject.BatchFacts(realms: try await queue.realms(of: id), submittedBy: submittedBy)
    } catch {
      guard case .noSuchBatch = error else { throw error }
      return nil
    }
  }
}

extension HTTPFault {
  /// Nothing was done, because what was seen before may not be so any more.
  fileprivate var isLookAgain: Bool {
    switch self {
    case .submit(.lookAgain), .job(.lookAgain), .job(.changedMeanwhile): true
    default: false
    }
  }
}

extension JobRealm {
  /// Where a job is.
  init(_ job: Job) { self.init(queue: job.queue, kind: job.kind) }
}
