// Submitting: one job as JSON, or many as NDJSON in one transaction; dry runs; idempotent repetition.

import JobCore
import JobWire
import NIOCore

extension JobDesk {
  func submit(_ request: HTTPRequest) async throws -> HTTPResponse {
    guard request.body.readableBytes > 0 else {
      throw HTTPFault.invalid([FieldProblem(field: "(body)", detail: "must be a job, or one job per line")])
    }
    // Only NDJSON has another type than JSON here; the route's body rule has seen to it.
    let isMany = MediaType(request.fields.contentType ?? "") == .ndjson
    return isMany ? try await submitMany(request) : try await submitOne(request)
  }

  private func submitOne(_ request: HTTPRequest) async throws -> HTTPResponse {
    let job = try NewJob(request.decode(SubmitRequest.self), submittedBy: request.identity.name)
    try request.identity.check(job)
    try await checkReferences(of: [job], for: request.identity)
    if try request.flag("dry_run") { return dryRun([try queue.preview(job)], [job]) }
    let idempotency = try request.idempotency { jobs, existing in
      jobs.first.map { ReplayableAnswer(JobView($0), isExisting: existing.contains($0.id)).bytes } ?? []
    }
    switch try await queue.submit(job, idempotency: idempotency) {
    case .created(let job): return HTTPResponse(.created, JobView(job)).with("Location", WirePaths.job(job.id.value))
    case .existing(let job):
      try request.identity.check(job)
      return HTTPResponse(.ok, JobView(job)).with("Location", WirePaths.job(job.id.value))
    case .replayed(let answer):
      let answer = ReplayableAnswer(bytes: answer)
      let shown = try? JSONReader.parse(answer.json)
      // What was answered may be another's job, returned for its unique key.
      if let queue = shown?["queue"]?.stringValue { try request.identity.check(queue: queue) }
      if let kind = shown?["kind"]?.stringValue { try request.identity.check(kind: kind) }
      let response = HTTPResponse(answer.status, json: answer.json).with("Idempotent-Replayed", "true")
      return shown?["id"]?.integerValue.map { response.with("Location", WirePaths.job($0)) } ?? response
    }
  }

  private func submitMany(_ request: HTTPRequest) async throws -> HTTPResponse {
    let lines = try await SubmissionLines(request)
    for job in lines.jobs { try request.identity.check(job) }
    try await checkReferences(of: lines.jobs, for: request.identity)
    if try request.flag("dry_run") {
      return dryRun(try lines.numbered { job throws(SubmitError) in try queue.preview(job) }, lines.jobs)
    }
    let idempotency = try request.idempotency { jobs, _ in SubmitManyReply(jobs.map(\.id)).jsonBytes() }
    do throws(SubmitError) {
      switch try await queue.submit(lines.jobs, idempotency: idempotency) {
      case .created(let ids): return HTTPResponse(.created, SubmitManyReply(ids))
      case .replayed(let answer): return HTTPResponse(.created, json: answer).with("Idempotent-Replayed", "true")
      }
    } catch {
      throw lines.fault(for: error)
    }
  }

  private func dryRun(_ jobs: [Job], _ specs: [NewJob]) -> HTTPResponse {
    HTTPResponse(.ok, DryRunReply(count: jobs.count, specs: specs.map { SpecView.json(of: $0) }))
  }
}

extension SubmitManyReply {
  fileprivate init(_ ids: [JobID]) {
    self.init(ids: ids.map(\.value), count: ids.count)
  }
}

extension HTTPRequest {
  /// The request's `Idempotency-Key`, with what tells this request from another one and how its answer looks.
  fileprivate func idempotency(
    _ render: @escaping @Sendable ([Job], Set<JobID>) -> [UInt8]
  ) throws(HTTPFault) -> IdempotencyRequest? {
    guard let key = try checkedIdempotencyKey() else { return nil }
    return IdempotencyRequest(key: key, fingerprint: RequestFingerprint.of(self), render: render)
  }

  func checkedIdempotencyKey() throws(HTTPFault) -> String? {
    guard let key = fields.idempotencyKey else { return nil }
    guard (1...Limits.idempotencyKeyBytesMax).contains(key.utf8.count) else {
      let detail = "must have 1 to \(Limits.idempotencyKeyBytesMax) bytes"
      throw .invalid([FieldProblem(field: "Idempotency-Key", detail: detail)])
    }
    return key
  }
}
