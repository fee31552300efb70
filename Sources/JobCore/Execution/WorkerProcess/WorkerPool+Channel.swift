// What goes through the pipes of a worker: messages in both directions, and what it prints.

import CLinux
import Glibc

extension WorkerPool {
  // MARK: To the worker

  func send(_ line: [UInt8], to worker: Worker) {
    worker.outgoing.append(line)
    flush(worker)
  }

  func flush(_ worker: Worker) {
    guard let process = worker.process, let token = worker.watches.orders else { return }
    do throws(OutgoingBytes.Closed) {
      try worker.outgoing.write(to: process.orders)
      loop.change(token, worker.outgoing.isEmpty ? [] : .write)
    } catch {
      loop.unwatch(token)
      worker.watches.orders = nil
      closed(worker)
    }
  }

  /// Tells the worker of a running attempt something about it.
  func tell(_ attempt: WorkerAttempt, _ line: [UInt8]) {
    guard let worker = workers[attempt.worker], worker.attempts[attempt.fence] != nil else {
      return
    }
    send(line, to: worker)
  }

  // MARK: From the worker

  func readReports(of worker: Worker) {
    guard let process = worker.process else { return }
    // Not for ever, so that one that floods leaves time for the others.
    for _ in 0..<8 where worker.watches.reports != nil && !worker.isPaused {
      let count = read(process.reports, &scratch, scratch.count)
      if count > 0 {
        take(count, from: worker)
        if count < scratch.count { return }
      } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
        return endReports(of: worker)
      } else if errno == EAGAIN {
        return
      }
    }
  }

  /// What a worker that has ended wrote before.
  func readLastReports(of worker: Worker) {
    guard let process = worker.process, worker.watches.reports != nil else { return }
    var left = Int(clinux_bytes_waiting(process.reports))
    while left > 0 && worker.fault == nil {
      let count = read(process.reports, &scratch, min(left, scratch.count))
      if count <= 0 { return }
      take(count, from: worker)
      left -= count
    }
  }

  private func take(_ count: Int, from worker: Worker) {
    let bytes = scratch
    do {
      try bytes.withUnsafeBytes { bytes in
        try worker.lines.take(UnsafeRawBufferPointer(rebasing: bytes[..<count])) { line in
          handle(line, from: worker)
          return worker.fault == nil
        }
      }
    } catch let error as LineReader.TooLong {
      let most = Limits.workerLineBytesMax
      fault(worker, "wrote a line of more than \(most) bytes, which begins with \(Self.excerpt(error.head))")
    } catch {}
  }

  private func handle(_ line: UnsafeRawBufferPointer, from worker: Worker) {
    let message: WorkerMessage
    do throws(JSONFault) {
      message = try WorkerMessage(line)
    } catch {
      return fault(worker, "wrote what is no message: \(error.what): \(Self.excerpt(line.prefix(200)))")
    }
    switch message {
    case .hello(let version, let handlers):
      if judge(worker, .hello) { hello(version, handlers, from: worker) }
    case .pong(let number):
      if judge(worker, .pong) { pong(number, from: worker) }
    case .end(let fence, let end):
      if judge(worker, .end(worker.standing(fence))) { finish(fence, of: worker, end) }
    case .report(let fence, let report):
      let standing = worker.standing(fence)
      let event = report.isRemark ? WorkerEvent.remark(standing) : .delivery(standing)
      if judge(worker, event), let running = worker.attempts[fence] { deliver(report, to: running.attempt, worker) }
    }
  }

  /// Whether the event is to be carried out; a fault is dealt with here.
  @discardableResult
  func judge(_ worker: Worker, _ event: WorkerEvent) -> Bool {
    // It has ended, and what it has started has some time left.
    if event == .closed && worker.groupWait != nil { return false }
    switch WorkerRule.verdict(worker.phase, event) {
    case .accept: return true
    case .ignore: return false
    case .fault(let what):
      fault(worker, what)
      return false
    }
  }

  private func deliver(_ report: WorkerReport, to attempt: WorkerAttempt, _ worker: Worker) {
    let item: AttemptItem
    switch report {
    case .progress(let fraction, let done, let total, let note):
      if attempt.progress(WorkerProgress(fraction: fraction, done: done, total: total, note: note)) { return }
      guard worker.attempts[attempt.fence]?.hasOddProgress == false else { return }
      worker.attempts[attempt.fence]?.hasOddProgress = true
      item = .output(.stderr, Array("jobd: progress that makes no sense is left out\n".utf8))
    case .log(let stream, let text): item = .output(stream, Array(text.utf8))
    case .checkpoint(let data, let number): item = .checkpoint(data, number: number)
    case .followUp(let job, let condition):
      if drop(job.count, of: attempt, worker) { return }
      item = .followUp(job, on: condition)
    case .yield(let value):
      if drop(value.count, of: attempt, worker) { return }
      item = .yield(value)
    }
    put(item, attempt, worker)
  }

  private func put(_ item: AttemptItem, _ attempt: WorkerAttempt, _ worker: Worker) {
    if attempt.mailbox.put(item) { setPaused(worker, true) }
  }

  /// A worker whose attempt has much to be dealt with is not read from; its pipes are full soon, and then it waits.
  func setPaused(_ worker: Worker, _ isPaused: Bool) {
    if worker.isPaused == isPaused { return }
    worker.isPaused = isPaused
    for token in [worker.watches.reports, worker.watches.stdout, worker.watches.stderr] {
      if let token { loop.change(token, isPaused ? [] : .read) }
    }
  }

  /// What the attempt's worker has sent is dealt with.
  func resume(_ attempt: WorkerAttempt) {
    if let worker = workers[attempt.worker] { setPaused(worker, false) }
  }

  /// Beginnings of lines as they can be shown.
  private static func excerpt(_ bytes: some Sequence<UInt8>) -> String {
    let text = String(decoding: Array(bytes), as: UTF8.self)
    return "\"\(text.unicodeScalars.map { $0.properties.isWhitespace || $0.value < 32 ? " " : String($0) }.joined())\""
  }

  // MARK: What it prints

  func readOutput(of worker: Worker, _ stream: LogStream) {
    guard let process = worker.process, !worker.isPaused else { return }
    let descriptor = stream == .stdout ? process.stdout : process.stderr
    let count = read(descriptor, &scratch, scratch.count)
    if count > 0 {
      keep(count, stream, worker)
    } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
      if stream == .stdout {
        loop.forget(&worker.watches.stdout)
      } else {
        loop.forget(&worker.watches.stderr)
      }
    }
  }

  /// Reads what has been printed by now.
  func drainOutput(of worker: Worker) {
    guard let process = worker.process else { return }
    for (stream, descriptor) in [(LogStream.stdout, process.stdout), (.stderr, process.stderr)] {
      // As much as stands there now: a process in the background may go on printing for ever.
      var left = Int(clinux_bytes_waiting(descriptor))
      while left > 0 {
        let count = read(descriptor, &scratch, min(left, scratch.count))
        if count <= 0 { break }
        keep(count, stream, worker)
        left -= count
      }
    }
  }

  /// What the only attempt prints is its log; several cannot be told apart.
  private func keep(_ count: Int, _ stream: LogStream, _ worker: Worker) {
    scratch.withUnsafeBytes { bytes in
      let piece = UnsafeRawBufferPointer(rebasing: bytes[..<count])
      if stream == .stdout { worker.stdoutTail.append(piece) } else { worker.stderrTail.append(piece) }
    }
    guard settings.concurrency == 1, let running = worker.attempts.values.first else { return }
    put(.output(stream, Array(scratch[..<count])), running.attempt, worker)
  }
}

extension WorkerReport {
  /// Whether it is of no use once its attempt has ended.
  fileprivate var isRemark: Bool {
    switch self {
    case .progress, .log: true
    case .checkpoint, .followUp, .yield: false
    }
  }
}
