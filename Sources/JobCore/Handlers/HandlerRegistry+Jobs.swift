// Jobs as Swift types in the registry: decode the payload, run, encode the output.

import struct Foundation.Data
import class Foundation.JSONDecoder
import class Foundation.JSONEncoder

extension HandlerRegistry {
  /// Registers a type of jobs, under its name and its aliases.
  /// None of them may be registered already: such a queue does not open.
  ///
  /// - Parameters:
  ///   - type: what is registered.
  ///   - mode: where its jobs run that do not say.
  ///   - queue: the queue of jobs that do not say.
  ///   - retry: the retry rule of jobs that do not say.
  ///   - timeout: the time limit of each attempt of jobs that do not say.
  public mutating func register<Job: RunnableJob>(
    _ type: Job.Type, on mode: HandlerMode = .async, queue: String? = nil, retry: RetryRule? = nil,
    timeout: Duration? = nil
  ) {
    let defaults = HandlerDefaults(queue: queue, retry: retry, timeoutMicros: timeout?.wholeMicros)
    for name in [Job.handler] + Job.aliases {
      register(name, on: mode, defaults) { context in
        let output = try await Self.decode(Job.self, context.payload).run(context)
        return try Self.encode(output)
      }
    }
  }

  /// Registers a type of jobs that yield their values, under its name and its aliases.
  /// None of them may be registered already: such a queue does not open.
  ///
  /// - Parameters:
  ///   - type: what is registered.
  ///   - mode: where its jobs run that do not say.
  ///   - queue: the queue of jobs that do not say.
  ///   - retry: the retry rule of jobs that do not say.
  ///   - timeout: the time limit of each attempt of jobs that do not say.
  public mutating func register<Job: StreamingJob>(
    _ type: Job.Type, on mode: HandlerMode = .async, queue: String? = nil, retry: RetryRule? = nil,
    timeout: Duration? = nil
  ) {
    let defaults = HandlerDefaults(queue: queue, retry: retry, timeoutMicros: timeout?.wholeMicros)
    for name in [Job.handler] + Job.aliases {
      register(name, on: mode, defaults, yields: true) { context in
        try await Self.yield(try await Self.decode(Job.self, context.payload).run(context), context)
      }
    }
  }

  /// Writes value after value; returns what is left to say.
  private static func yield<Values: AsyncSequence>(
    _ values: Values, _ context: JobContext
  ) async throws -> [UInt8]? where Values.Element: Encodable {
    var isEmpty = true
    for try await value in values {
      try context.heartbeat()
      if let failure = await context.yield(try encode(value)) {
        throw HandlerError(code: failure.code, message: failure.message)
      }
      isEmpty = false
    }
    // Many sequences simply end when their task is cancelled, so what they have made is not all.
    try context.heartbeat()
    return isEmpty ? Array("[]".utf8) : nil
  }

  /// The submission of a value, with its handler's defaults.
  func submission(of job: some NamedJob) throws(SubmitError) -> NewJob {
    let payload: [UInt8]
    do {
      payload = Array(try JSONEncoder().encode(job))
    } catch {
      throw .invalid([FieldFault(field: "payload", detail: "cannot be written as JSON: \(error)")], index: 0)
    }
    let name = Swift.type(of: job).handler
    var new = NewJob(.handler(name: name, payload: String(decoding: payload, as: UTF8.self)))
    defaults(of: name).apply(to: &new)
    return new
  }

  private static func decode<Job: NamedJob>(_ type: Job.Type, _ payload: String?) throws -> Job {
    do {
      return try JSONDecoder().decode(Job.self, from: Data((payload ?? "null").utf8))
    } catch {
      throw HandlerError(code: "payload", message: "the payload is no \(Job.handler): \(error)")
    }
  }

  private static func encode(_ output: some Encodable) throws -> [UInt8] {
    do {
      return Array(try JSONEncoder().encode(output))
    } catch {
      throw HandlerError(code: "result", message: "the output cannot be written as JSON: \(error)")
    }
  }
}
