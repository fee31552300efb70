// Input for a command that runs.

extension JobQueue {
  /// Sends bytes to the standard input of an interactive command, behind what others have sent.
  ///
  /// What waits in its pipe, 64 KiB or so, is all that is kept: as long as the command reads nothing more, this waits
  /// for room, and then answers how much was taken. At most 4,096 bytes are taken whole or not at all, and nobody's
  /// bytes come in between those of one call.
  ///
  /// - Parameters:
  ///   - bytes: at most `Limits.sendBytesMax`.
  ///   - attempt: the only attempt that may get them; `nil` is the one that runs.
  ///   - isLast: its input ends behind them, if all are taken.
  ///   - waitMicros: how long to wait for room, at most `Limits.sendWaitMicros`.
  /// - Returns: how many were taken. A task that is cancelled is answered at once.
  /// - Errors: `.invalidState` unless the job is running, `.inputRefused` with the reason if it takes none.
  public func send(
    _ bytes: [UInt8], to id: JobID, attempt: Int? = nil, isLast: Bool = false,
    waitMicros: Int64 = Limits.sendWaitMicros
  ) async throws(JobError) -> SentInput {
    let order = InputOrder(bytes: bytes, isLast: isLast, waitMicros: waitMicros)
    return try await send(order, to: id, attempt: attempt)
  }

  /// The same for somebody whose own commands run as this user: what is sent to a shell is run by it, so nobody else's
  /// command may have it.
  package func send(
    _ bytes: [UInt8], to id: JobID, attempt: Int?, isLast: Bool, waitMicros: Int64, from user: String?
  ) async throws(JobError) -> SentInput {
    let order = InputOrder(bytes: bytes, isLast: isLast, waitMicros: waitMicros, user: user)
    return try await send(order, to: id, attempt: attempt)
  }

  private func send(_ order: InputOrder, to id: JobID, attempt: Int?) async throws(JobError) -> SentInput {
    if order.bytes.count > Limits.sendBytesMax {
      throw .invalid([FieldFault(field: "(body)", detail: "must have at most \(Limits.sendBytesMax) bytes")])
    }
    // First the watch, then the look: an end after the look is heard of.
    let watch = live.watchProcess(id)
    defer { watch.forget() }
    let job = try await job(id)
    if job.state != .running { throw .invalidState(id, state: job.state, verb: "stdin") }
    if let attempt, attempt != job.attempt { throw .inputRefused(id, .otherAttempt(job.attempt)) }
    if job.kind != .exec && job.kind != .shell { throw .inputRefused(id, .notInteractive) }
    guard
      await live.process(id, start: job.starts, watch, within: min(order.waitMicros, Limits.signalWaitMicros)) != nil
    else { throw .inputRefused(id, .over(acceptedBytes: 0)) }
    var order = order
    order.waitMicros = min(order.waitMicros, Limits.sendWaitMicros)
    switch await live.send(order, to: id, start: job.starts) {
    case .accepted(let count, let isClosed):
      return SentInput(acceptedBytes: count, attempt: job.attempt, isClosed: isClosed)
    case .refused(let refusal): throw .inputRefused(id, refusal)
    }
  }
}
