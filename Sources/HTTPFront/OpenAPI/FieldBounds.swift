// What the engine asks of the fields of requests beyond their types, as JSON Schema: made of the same bounds as its checks,
// and compared with them by FieldBoundsTests. What is left out here is refused all the same.

import JobCore
import JobWire

/// The bounds of fields, by the name of their type.
enum FieldBounds {
  /// What is added to the schema of a field.
  static func of(_ type: String, _ field: String) -> [JSONMember] {
    // The fields of an edit are those of a submission.
    let owner = type == "PatchRequest" ? "SubmitRequest" : type
    return all["\(owner).\(field)"]?.objectValue ?? []
  }

  /// What has to hold between fields, beyond what the type says itself.
  static func rules(of type: String) -> [ObjectRule] { rules[type] ?? [] }

  private static let rules: [String: [ObjectRule]] = [
    "ClaimBody": [.some(["handlers", "queues"])],
    "SubmitRequest": [.needs(["executor"], "handler")],
    "ProgressRequest": [
      .some(["fraction", "done", "note"]), .notBoth("fraction", "done"), .notBoth("fraction", "total"),
      .needs(["total"], "done"),
    ],
    "WaitRequest": [.notBoth("exclude", "batch")],
  ]

  static let all: [String: JSONValue] = [
    "BatchCancelRequest.reason": line(0...Limits.reasonBytesMax),
    "BatchRequest.callbacks": items(0...Limits.callbacksMax),
    "BatchRequest.jobs": items(0...Limits.batchJobsMax),
    "BatchRequest.name": line(1...Limits.nameBytesMax),
    "CallbackSpec.argv": command,
    "CallbackSpec.url": url(Limits.callbackURLBytesMax),
    "CancelRequest.reason": line(0...Limits.reasonBytesMax),
    "ClaimBody.handlers": items(1...Limits.claimFiltersMax, of: line(1...Limits.nameBytesMax)),
    "ClaimBody.queues": items(1...Limits.claimFiltersMax, of: word(Limits.queueNameBytesMax)),
    "ClaimBody.worker": text(1...Limits.workerNameBytesMax),
    "EndErrorBody.code": .members(["minLength": .integer(1)]),
    "HTTPSpec.body": text(0...Limits.payloadBytesMax),
    "HTTPSpec.expect_body": text(0...Limits.patternBytesMax),
    "HTTPSpec.expect_status": items(0...Limits.httpStatusRangesMax),
    "HTTPSpec.follow_redirects": .members([
      "anyOf": .array([.members(["type": .string("boolean")]), number(0...Limits.redirectsMax)])
    ]),
    "HTTPSpec.headers": .members([
      "maxProperties": .int(Limits.httpHeadersMax), "propertyNames": pattern("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"),
    ]),
    "HTTPSpec.method": pattern("^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,\(Limits.httpMethodBytesMax)}$"),
    "HTTPSpec.url": url(Limits.httpURLBytesMax),
    "HeartbeatsBody.fences": items(1...Limits.heartbeatsMax),
    "JobFilter.kind": .members(["enum": .strings(JobKind.allCases.map(\.name))]),
    "JobFilter.name": text(0...Limits.nameGlobBytesMax),
    "JobFilter.q": text(1...Limits.searchTextBytesMax),
    "JobFilter.reason": .members(["enum": .strings(Reason.allCases.map(\.name))]),
    "JobFilter.tags": .members(["maxProperties": .int(Limits.tagCountMax)]),
    "LimitSpec.key": line(1...Limits.keyBytesMax),
    "LimitSpec.max": number(1...Limits.slotsMax),
    "PauseRequest.ids": items(1...Limits.pausedTogetherMax),
    "PauseRequest.queues": items(1...Limits.pausedTogetherMax),
    "ProgressRequest.done": .members(["minimum": .integer(0)]),
    "ProgressRequest.fraction": .members(["minimum": .integer(0), "maximum": .integer(1)]),
    "ProgressRequest.note": text(0...Limits.progressNoteBytesMax),
    "ProgressRequest.total": .members(["minimum": .integer(0)]),
    "QueueRequest.callbacks": items(0...Limits.callbacksMax),
    "QueueRequest.max_queued": number(Limits.maxQueuedRange),
    "QueueRequest.slots": number(1...Limits.slotsMax),
    "RateSpec.burst": number(Limits.rateCountRange),
    "RateSpec.count": number(Limits.rateCountRange),
    "ResumeRequest.ids": items(1...Limits.pausedTogetherMax),
    "ResumeRequest.queues": items(1...Limits.pausedTogetherMax),
    "RetrySpec.jitter": .members(["minimum": .integer(0), "maximum": .integer(1)]),
    "RetrySpec.max_attempts": number(1...Limits.retryAttemptsMax),
    "RetrySpec.multiplier": .members(["minimum": .integer(1), "maximum": .integer(100)]),
    "RetrySpec.not_on": failures(0...Limits.retryConditionsMax),
    "RetrySpec.on": failures(1...Limits.retryConditionsMax),
    "ScheduleRequest.cron": text(1...Limits.cronBytesMax),
    "SettingsRequest.callbacks": items(0...Limits.callbacksMax),
    "SubmitRequest.after": items(0...Limits.parentsMax),
    "SubmitRequest.argv": command,
    "SubmitRequest.callbacks": items(0...Limits.callbacksMax),
    "SubmitRequest.cwd": .members(["maxLength": .int(4_095), "pattern": .string("^/[^\\u0000]*$")]),
    "SubmitRequest.env": .members([
      "maxProperties": .int(Limits.environmentCountMax), "propertyNames": pattern("^[^=\\u0000]+$"),
      "additionalProperties": text(0...Limits.environmentBytesMax).with(pattern("^[^\\u0000]*$").objectValue ?? []),
    ]),
    "SubmitRequest.executor": word(Limits.executorNameBytesMax),
    "SubmitRequest.handler": text(1...Limits.nameBytesMax),
    "SubmitRequest.log_limit": .members([
      "minimum": .integer(Limits.logLimitBytesRange.lowerBound),
      "maximum": .integer(Limits.logLimitBytesRange.upperBound),
    ]),
    "SubmitRequest.name": line(1...Limits.nameBytesMax),
    "SubmitRequest.nice": number(-20...19),
    "SubmitRequest.priority": number(Limits.priorityRange),
    "SubmitRequest.queue": word(Limits.queueNameBytesMax),
    "SubmitRequest.shell": text(1...Limits.argumentBytesMax).with(pattern("^[^\\u0000]*$").objectValue ?? []),
    "SubmitRequest.slots_needed": number(1...Limits.slotsMax),
    "SubmitRequest.tags": tags,
    "UniqueSpec.key": line(1...Limits.keyBytesMax),
    "WaitRequest.exclude": items(0...Limits.waitIDsMax),
    "WaitRequest.ids": items(1...Limits.waitIDsMax),
  ]

  /// A name that stands in a path.
  static func word(_ bytesMax: Int) -> JSONValue {
    .members([
      "pattern": .string("^[A-Za-z0-9._-]{1,\(bytesMax)}$"),
      "not": .members(["enum": .strings([".", ".."])]),
    ])
  }

  // MARK: Forms of bounds

  private static let noNUL = "^[^\\u0000]*$"

  private static let command: JSONValue = {
    let argument = JSONValue.members([
      "type": .string("string"), "maxLength": .int(Limits.argumentBytesMax), "pattern": .string(noNUL),
    ])
    let program = argument.with([JSONMember(name: "minLength", value: .integer(1))])
    return items(1...Limits.argvCountMax, of: argument).with([
      JSONMember(name: "prefixItems", value: .array([program]))
    ])
  }()

  private static let tags = JSONValue.members([
    "maxProperties": .int(Limits.tagCountMax),
    "propertyNames": pattern("^[A-Za-z0-9._-]{1,\(Limits.tagKeyBytesMax)}$"),
    "additionalProperties": text(0...Limits.tagValueBytesMax).with([
      JSONMember(name: "pattern", value: .string(noNUL))
    ]),
  ])

  private static func failures(_ count: ClosedRange<Int>) -> JSONValue {
    let reasons = JSONValue.members(["type": .string("string"), "enum": .strings(Reason.retryable.map(\.name))])
    return items(count, of: .members(["anyOf": .array([number(1...255), reasons])]))
  }

  private static func number(_ range: ClosedRange<Int>) -> JSONValue {
    .members([
      "type": .string("integer"), "minimum": .int(range.lowerBound), "maximum": .int(range.upperBound),
    ])
  }

  private static func text(_ bytes: ClosedRange<Int>) -> JSONValue {
    .members([
      "type": .string("string"), "minLength": bytes.lowerBound == 0 ? nil : .int(bytes.lowerBound),
      "maxLength": .int(bytes.upperBound),
    ])
  }

  /// Text without control characters.
  private static func line(_ bytes: ClosedRange<Int>) -> JSONValue {
    text(bytes).with(pattern("^[^\\u0000-\\u001F\\u007F-\\u009F]*$").objectValue ?? [])
  }

  private static func url(_ bytesMax: Int) -> JSONValue {
    .members([
      "maxLength": .int(bytesMax), "format": .string("uri"),
      "pattern": .string("^[hH][tT][tT][pP][sS]?://[^\\u0000-\\u0020\\u007F-\\u009F]+$"),
    ])
  }

  private static func pattern(_ pattern: String) -> JSONValue { .members(["pattern": .string(pattern)]) }

  private static func items(_ count: ClosedRange<Int>, of element: JSONValue? = nil) -> JSONValue {
    .members([
      "minItems": count.lowerBound == 0 ? nil : .int(count.lowerBound), "maxItems": .int(count.upperBound),
      "items": element,
    ])
  }
}
