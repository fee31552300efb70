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
    let job = try await newJob(request.decode(SubmitRequest.self), request)
    return try await looking(for: request.identity, submitting: [job]) { mark in
      try await permitSubmissions([job], request)
      try await require(NamedQueues(of: [job]), request)
      if try request.flag("dry_run") {
        _ = try await queue.preview(job)
        return shown([job], request)
      }
      return try await submit(job, since: mark, request)
    }
  }

  private func submit(_ job: NewJob, since mark: SightMark?, _ request: HTTPRequest) async throws -> HTTPResponse {
    let idempotency = try request.idempotency { jobs, existing in
      jobs.first.map { ReplayableAnswer(JobView($0), isExisting: existing.contains($0.id)).bytes } ?? []
    }
    let submission: Submission
    do throws(SubmitError) {
      submission = try await queue.submit(job, idempotency: idempotency, since: mark)
    } catch {
      throw try await concealed(explained(.submit(error), job.after), request)
    }
    switch submission {
    case .created(let job): return HTTPResponse(.created, JobView(job)).with("Location", WirePaths.job(job.id.value))
    case .existing(let job):
      try request.authorize(.namedJob(job.id, in: JobRealm(job)))
      return HTTPResponse(.ok, try await view(job, request)).with("Location", WirePaths.job(job.id.value))
    case .replayed(let answer):
      let answer = ReplayableAnswer(bytes: answer)
      let shown = try? JSONReader.parse(answer.json)
      // What was answered may be another's job, returned for its unique key.
      try await permitReplay(shown?["id"]?.integerValue, request)
      let response = HTTPResponse(answer.status, json: answer.json).replayed()
      return shown?["id"]?.integerValue.map { response.with("Location", WirePaths.job($0)) } ?? response
    }
  }

  private func permitReplay(_ id: Int64?, _ request: HTTPRequest) async throws {
    guard request.identity.isLimited, let id = id.map({ JobID($0) }) else { return }
    let realms = try await queue.realms(of: [id])
    // A job that has been removed since has nothing left to protect.
    if let realm = realms[id] { try request.authorize(.namedJob(id, in: realm)) }
  }

  private func submitMany(_ request: HTTPRequest) async throws -> HTTPResponse {
    let lines = try await SubmissionLines(request)
    return try await looking(for: request.identity, submitting: lines.jobs) { mark in
      try await permitSubmissions(lines.jobs, request)
      try await require(NamedQueues(of: lines.jobs), request)
      if try request.flag("dry_run") {
        do throws(SubmitError) { _ = try await queue.preview(lines.jobs) } catch { throw lines.fault(for: error) }
        return shown(lines.jobs, request)
      }
      return try await submit(lines, since: mark, request)
    }
  }

  private func submit(
    _ lines: SubmissionLines, since mark: SightMark?, _ request: HTTPRequest
  ) async throws -> HTTPResponse {
    let idempotency = try request.idempotency { jobs, _ in SubmitManyReply(jobs.map(\.id)).jsonBytes() }
    do throws(SubmitError) {
      switch try await queue.submit(lines.jobs, idempotency: idempotency, since: mark) {
      case .created(let ids): return HTTPResponse(.created, SubmitManyReply(ids))
      case .replayed(let answer): return HTTPResponse(.created, json: answer).replayed()
      }
    } catch {
      throw try await concealed(explained(lines.fault(for: error)), request)
    }
  }

  /// What would be stored. Written one after the other: as values all of them would take many times the memory of what
  /// was sent.
  private func shown(_ jobs: [NewJob], _ request: HTTPRequest) -> HTTPResponse {
    var writer = JSONWriter()
    DryRunReply.begin(&writer, count: jobs.count)
    for spec in jobs { SpecView.write(spec, to: &writer, for: request.urlSight) }
    DryRunReply.end(&writer)
    return HTTPResponse(.ok, json: writer.bytes)
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

  /// The key as it is kept: everybody has their own, so that nobody learns which keys others use.
  func checkedIdempotencyKey() throws(HTTPFault) -> String? {
    guard let key = fields.idempotencyKey else { return nil }
    if let fault = IdempotencyKey.fault(key) {
      throw .invalid([FieldProblem(field: fault.field, detail: fault.detail)])
    }
    return IdempotencyKey.kept(key, of: identity.name)
  }
}
