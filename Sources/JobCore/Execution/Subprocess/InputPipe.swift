// The standard input of an interactive command: a pipe whose writing end stays here until its input is ended, or its
// attempt. What is sent is written as far as there is room; what waits for room stands in a line, one behind the other.

import CLinux
import Glibc
import Synchronization
import SystemPackage

/// The pipe of one attempt. Bytes that are sent to it can reach no other attempt.
final class InputPipe: Sendable {
  private struct Write {
    let bytes: [UInt8]
    /// The input ends behind it.
    let isLast: Bool
    /// `nil`: what the job was submitted with, and nobody waits for.
    let sender: InputSend?
    var takenBytes = 0
  }

  private struct State {
    var reading: Int32?
    var writing: Int32?
    /// The first one is being written.
    var line: [Write] = []
    /// Somebody says when there is room.
    var watch: UInt64?
    /// Why there is no writing end any more.
    var refusal = InputRefusal.over(acceptedBytes: 0)
  }

  /// Answers, each for its sender; given once the lock is open.
  private typealias Answers = [(sender: InputSend?, answer: InputAnswer)]

  private let state: Mutex<State>
  private let room: PipeRoom
  /// The end for the child; open until `started` or `close`.
  let reading: FileDescriptor

  /// - Parameter first: what the child reads before anything that is sent.
  init(first: [UInt8]?) throws(Errno) {
    guard let room = PipeRoom.shared else { throw .tooManyOpenFiles }
    var ends: [Int32] = [-1, -1]
    if clinux_pipe(&ends) != 0 { throw Errno(rawValue: errno) }
    // Of this end alone: a child does not expect reads that find nothing.
    if fcntl(ends[1], F_SETFL, O_WRONLY | O_NONBLOCK) != 0 {
      let error = Errno(rawValue: errno)
      for end in ends { Glibc.close(end) }
      throw error
    }
    self.room = room
    reading = FileDescriptor(rawValue: ends[0])
    state = Mutex(State(reading: ends[0], writing: ends[1]))
    if let first, !first.isEmpty { add(Write(bytes: first, isLast: false, sender: nil)) }
  }

  /// Lets a job of another user open its own input once more, as `< /dev/stdin` does: by the group, as its output.
  func letIn(_ group: gid_t) throws(Errno) {
    if fchown(reading.rawValue, uid_t.max, group) != 0 || fchmod(reading.rawValue, 0o640) != 0 {
      throw Errno(rawValue: errno)
    }
  }

  /// The child has its end. As long as ours were open, nobody would hear that it has closed its own.
  func started() {
    state.withLock { state in
      if let reading = state.reading { Glibc.close(reading) }
      state.reading = nil
    }
  }

  /// Writes `bytes` behind what others send, all of them in a row.
  ///
  /// - Parameters:
  ///   - isLast: the input ends behind them, once all are taken.
  ///   - micros: how long to wait for one's turn and for room. When it is up, or the task is cancelled, what has been
  ///     taken stays taken. At most `PIPE_BUF` bytes are taken whole or not at all.
  func send(_ bytes: [UInt8], isLast: Bool, within micros: Int64) async -> InputAnswer {
    let sender = InputSend()
    add(Write(bytes: bytes, isLast: isLast, sender: sender))
    if let answer = sender.known { return answer }
    if micros <= 0 || Task.isCancelled { withdraw(sender) }
    async let _: Void = withdraw(sender, after: micros)
    return await withTaskCancellationHandler {
      await sender.answer()
    } onCancel: {
      withdraw(sender)
    }
  }

  /// The attempt is over, or never begins.
  func close() {
    answer { state in
      if let reading = state.reading { Glibc.close(reading) }
      state.reading = nil
      return end(&state) { .over(acceptedBytes: $0) }
    }
  }

  // MARK: The line

  private func add(_ write: Write) {
    answer { state in
      guard state.writing != nil else {
        // It is as it was asked for.
        if write.isLast, write.bytes.isEmpty, state.refusal == .ended {
          return [(write.sender, .accepted(0, isClosed: true))]
        }
        return [(write.sender, .refused(state.refusal))]
      }
      if state.line.count >= Limits.inputSendersMax { return [(write.sender, .refused(.crowded))] }
      state.line.append(write)
      return state.line.count == 1 ? push(&state) : []
    }
  }

  private func withdraw(_ sender: InputSend) {
    answer { state in
      guard let place = state.line.firstIndex(where: { $0.sender === sender }) else { return [] }
      let write = state.line.remove(at: place)
      let answers: Answers = [(sender, .accepted(write.takenBytes, isClosed: false))]
      return place == 0 ? answers + push(&state) : answers
    }
  }

  private func withdraw(_ sender: InputSend, after micros: Int64) async {
    do {
      try await Task.sleep(for: .micros(micros))
      withdraw(sender)
    } catch {}
  }

  private func hasRoom() {
    answer { state in
      state.watch = nil
      return push(&state)
    }
  }

  private func answer(_ change: (inout State) -> Answers) {
    for (sender, answer) in state.withLock({ change(&$0) }) { sender?.tell(answer) }
  }

  /// Writes what there is room for.
  private func push(_ state: inout State) -> Answers {
    var answers: Answers = []
    while let descriptor = state.writing, let write = state.line.first {
      if write.takenBytes < write.bytes.count {
        let count = write.bytes[write.takenBytes...].withUnsafeBytes {
          clinux_write_quietly(descriptor, $0.baseAddress, $0.count)
        }
        if count == -Int(EAGAIN) {
          wait(&state, descriptor)
          return answers
        }
        // EPIPE; a pipe has no other errors.
        if count < 0 { return answers + end(&state) { .closedByCommand(acceptedBytes: $0) } }
        state.line[0].takenBytes += count
        continue
      }
      state.line.removeFirst()
      answers.append((write.sender, .accepted(write.bytes.count, isClosed: write.isLast)))
      if write.isLast { answers += end(&state) { _ in .ended } }
    }
    return answers
  }

  /// If the kernel cannot tell when there is room, the next one who sends finds out.
  private func wait(_ state: inout State, _ descriptor: Int32) {
    if state.watch == nil { state.watch = room.begin(descriptor) { [weak self] in self?.hasRoom() } }
  }

  /// Closes the writing end; those who still wait are refused, by what has been taken of theirs.
  private func end(_ state: inout State, _ refusal: (_ takenBytes: Int) -> InputRefusal) -> Answers {
    guard let writing = state.writing else { return [] }
    if let watch = state.watch { room.forget(watch) }
    Glibc.close(writing)
    state.refusal = refusal(0)
    (state.writing, state.watch) = (nil, nil)
    defer { state.line = [] }
    return state.line.map { ($0.sender, .refused(refusal($0.takenBytes))) }
  }
}
