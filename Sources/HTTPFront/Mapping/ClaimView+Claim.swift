// Remote claims in the engine's terms and the wire's.

import Foundation
import JobCore
import JobWire

extension ClaimRequest {
  /// - Errors: what the engine would refuse, before anything has happened.
  init(_ body: ClaimBody, claimedBy: String, path: String = "") throws(HTTPFault) {
    self.init(claimedBy: claimedBy)
    handlers = body.handlers ?? []
    queues = body.queues ?? []
    max = body.max ?? 1
    if let lease = body.lease { leaseMicros = lease.micros }
    waitMicros = body.wait?.micros ?? 0
    worker = body.worker
    var faults = self.faults()
    // A worker that has found none does not mean all of them.
    for (field, names) in [("handlers", body.handlers), ("queues", body.queues)] where names?.isEmpty == true {
      let isSaid = faults.contains { $0.field == "handlers" }
      if !isSaid { faults.append(FieldFault(field: field, detail: "must name at least one, or be left out")) }
    }
    if !faults.isEmpty { throw .invalid(faults.map { FieldProblem(field: path + $0.field, detail: $0.detail) }) }
  }
}

extension ClaimView {
  init(_ claim: RemoteClaim) {
    self.init(
      job: claim.job.value, handler: claim.handler, name: claim.name, queue: claim.queue,
      payload: claim.payload.flatMap { try? JSONReader.parse($0) } ?? .null, attempt: claim.attempt,
      maxAttempts: claim.maxAttempts, tags: claim.tags, fence: claim.fence.description,
      timeout: claim.timeoutMicros.map { WireDuration(micros: $0) }, deadline: claim.deadline.map { WireTime($0) },
      parents: claim.parents.map { ClaimParentView(id: $0.id.value, state: $0.state.name) },
      lease: WireDuration(micros: claim.lease.micros), renewIn: WireDuration(micros: claim.lease.renewInMicros),
      leaseExpiresAt: WireTime(claim.lease.expiresAt),
      checkpoint: claim.checkpoint.map { Data($0).base64EncodedString() })
  }
}

extension LeaseView {
  init(_ lease: Lease) {
    self.init(
      fence: lease.fence.description, lease: WireDuration(micros: lease.micros),
      renewIn: WireDuration(micros: lease.renewInMicros), leaseExpiresAt: WireTime(lease.expiresAt),
      cancelReason: lease.cancel.map { $0.reason ?? $0.cause.word })
  }

  init(_ state: LeaseState) {
    switch state {
    case .live(let lease): self.init(lease)
    case .stale(let fence): self.init(fence: fence.description, isStale: true)
    }
  }
}

extension StopCause {
  /// Why an attempt is to end, for its worker.
  fileprivate var word: String {
    switch self {
    case .shutdown: "shutdown"
    case .timeout: "timeout"
    case .deadline: "deadline"
    case .cancel: "user"
    }
  }
}

extension RemoteEnd {
  init(_ body: CompleteBody) {
    self = .completed(result: body.result.map { $0.jsonBytes() })
  }

  init(_ body: FailBody) {
    self = .failed(JobFailure(body.error), traceback: body.error.traceback, mayRetry: body.retry ?? true)
  }

  init(_ line: EndLine) {
    if let error = line.error {
      self = .failed(JobFailure(error), traceback: error.traceback, mayRetry: line.retry ?? true)
    } else {
      self = .completed(result: line.result.map { $0.jsonBytes() })
    }
  }
}

extension JobFailure {
  /// What is too long is cut, at whole characters.
  init(_ error: EndErrorBody) {
    self.init(
      code: (error.code ?? "error").clipped(toBytes: Limits.errorCodeBytesMax),
      message: error.message.clipped(toBytes: Limits.errorMessageBytesMax))
  }
}

extension String {
  /// The beginning, whole characters of it.
  fileprivate func clipped(toBytes max: Int) -> String {
    if utf8.count <= max { return self }
    var end = utf8.index(startIndex, offsetBy: max)
    while end > startIndex, end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
    return String(self[..<end])
  }
}
