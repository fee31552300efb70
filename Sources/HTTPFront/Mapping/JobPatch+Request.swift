// An edit from the wire: absent leaves alone, null goes back to the default.

import JobCore
import JobWire

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension JobPatch {
  /// - Parameter path: where the edit stands in its request: `set.` in one of many jobs.
  /// - Errors: masks that stand for nothing, and what is not base64; in one answer.
  init(_ request: PatchRequest, path: String = "") throws(HTTPFault) {
    self.init()
    var problems = request.maskProblems(path)
    name = Edit(request.name)
    priority = request.priority.given
    queue = request.queue.given
    start = StartRule(request)
    tags = request.tags.given(or: [:])
    timeoutMicros = Edit(request.timeout) { $0.micros }
    deadline = Edit(request.deadline) { Timestamp($0) }
    retry = request.retry.given(or: RetryRule()) { RetryRule($0) }
    after = request.after.given(or: []) { $0.map { Dependency($0) } }
    work = WorkEdit(request)
    executor = Edit(request.executor)
    graceMicros = Edit(request.grace) { $0.micros }
    isShielded = request.shield.given(or: false)
    slotsNeeded = request.slotsNeeded.given(or: 1)
    limit = Edit(request.limit) { LimitRule($0) }
    callbacks = request.callbacks.given(or: []) { $0.map { Callback($0) } }
    keepForMicros = Edit(request.keepFor) { $0.micros }
    process = ProcessEdit(request, path: path, problems: &problems)
    if !problems.isEmpty { throw .invalid(problems) }
  }
}

extension StartRule {
  /// A time and a delay are not given together.
  fileprivate init?(_ request: PatchRequest) {
    switch (request.runAt, request.delay) {
    case (.value(let time), _): self = .at(Timestamp(time))
    case (_, .value(let delay)): self = .after(micros: delay.micros)
    case (.null, _), (_, .null): self = .now
    case (.absent, .absent): return nil
    }
  }
}

extension WorkEdit {
  /// The reader has seen to it that the fields are of one kind.
  fileprivate init?(_ request: PatchRequest) {
    if let argv = request.argv.given {
      self = .exec(argv: argv)
    } else if let command = request.shell.given {
      self = .shell(command)
    } else if let http = request.http.given {
      self = .http(HTTPWork(http))
    } else if let payload = Edit(request.payload, { $0.text }) {
      self = .handler(name: request.handler.given, payload: payload)
    } else if let handler = request.handler.given {
      self = .handler(name: handler, payload: nil)
    } else {
      return nil
    }
  }
}

extension ProcessEdit {
  fileprivate init(_ request: PatchRequest, path: String, problems: inout [FieldProblem]) {
    self.init()
    workingDirectory = Edit(request.cwd)
    environment = request.env.given(or: [:])
    clearsEnvironment = request.clearEnv.given(or: false)
    umask = Edit(request.umask)
    nice = Edit(request.nice)
    isInteractive = request.interactive.given(or: false)
    mergesStderr = request.mergeStderr.given(or: false)
    logLimitBytes = Edit(request.logLimit)
    stdin = Edit(request.stdin) { Array($0.utf8) }
    switch request.stdinBase64 {
    case .absent: break
    case .null: stdin = stdin ?? .clear
    case .value(let encoded):
      guard let data = Data(base64Encoded: encoded) else {
        problems.append(FieldProblem(field: path + "stdin_base64", detail: "must be base64 with its padding"))
        return
      }
      stdin = .set(Array(data))
    }
  }
}

extension Edit {
  init?<Wire>(_ field: PatchField<Wire>, _ convert: (Wire) -> Value) {
    switch field {
    case .absent: return nil
    case .null: self = .clear
    case .value(let value): self = .set(convert(value))
    }
  }

  init?(_ field: PatchField<Value>) {
    self.init(field) { $0 }
  }
}

extension PatchField {
  /// The value, if there is one.
  var given: Value? {
    if case .value(let value) = self { value } else { nil }
  }

  /// The value, or the default for null.
  fileprivate func given(or other: Value) -> Value? { given(or: other) { $0 } }

  fileprivate func given<Other>(or other: Other, _ convert: (Value) -> Other) -> Other? {
    switch self {
    case .absent: nil
    case .null: other
    case .value(let value): convert(value)
    }
  }
}

extension JSONValue {
  /// As a payload is stored.
  var text: String {
    var writer = JSONWriter(capacity: 256)
    write(to: &writer)
    return writer.text
  }
}
