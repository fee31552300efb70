// Asks the name service about users: each name once at a time, a few names at once, and no longer than it may take. A
// service that does not answer keeps its callers' threads, which would be missing elsewhere.

import Dispatch
import Synchronization
import SystemPackage

/// The questions that are asked, and the answers of the last seconds.
final class UserLookups: Sendable {
  typealias Answer = Result<UserAccount?, Errno>
  /// Blocks until there is an answer; `nil`: there is no user of that name.
  typealias Asking = @Sendable (_ name: String) throws(Errno) -> UserAccount?

  private struct Question {
    let number: UInt64
    var waiters: [CheckedContinuation<Answer, Never>]
    /// A thread waits for the service.
    var isAsked = false
    /// It has taken too long. As long as it is not answered, nobody waits for it.
    var isOverdue = false
  }

  private struct State {
    var questions: [String: Question] = [:]
    /// Those that are not asked yet, in their order.
    var line: ArraySlice<String> = []
    var askedCount = 0
    var lastNumber: UInt64 = 0
    var answers: [String: (account: UserAccount?, at: ContinuousClock.Instant)] = [:]

    /// The next one, if there is a thread for it.
    mutating func next() -> String? {
      while askedCount < Limits.userQuestionsMax, let name = line.popFirst() {
        // It was given up before its turn.
        guard questions[name]?.isAsked == false else { continue }
        questions[name]?.isAsked = true
        askedCount += 1
        return name
      }
      return nil
    }
  }

  private let state = Mutex(State())
  private let patienceMicros: Int64
  private let keepMicros: Int64
  private let asking: Asking
  private static let queue = DispatchQueue(label: "jobd.users", attributes: .concurrent)
  private static let timers = DispatchQueue(label: "jobd.users.timers")

  init(
    patienceMicros: Int64 = Limits.userAnswerMicros, keepMicros: Int64 = Limits.userAnswerKeptMicros,
    asking: @escaping Asking = { name throws(Errno) in try UserAccount.named(name) }
  ) {
    self.patienceMicros = patienceMicros
    self.keepMicros = keepMicros
    self.asking = asking
  }

  /// The account as it is, or was some seconds ago; `nil` if there is none. The caller has seen to it that there are
  /// few names.
  ///
  /// - Errors: what the name service says; `.timedOut` if it says nothing.
  func account(_ name: String) async throws(Errno) -> UserAccount? {
    let answer: Answer = await withCheckedContinuation { continuation in
      let (answer, begun, next) = state.withLock { state in self.ask(name, continuation, &state) }
      if let answer { return continuation.resume(returning: answer) }
      if let begun { giveUpLater(name, begun) }
      if let next { look(next) }
    }
    return try answer.get()
  }

  /// What is known already; or else the number of a question that nobody has asked before, and whom to ask about now.
  private func ask(
    _ name: String, _ waiter: CheckedContinuation<Answer, Never>, _ state: inout State
  ) -> (Answer?, begun: UInt64?, next: String?) {
    if let known = state.answers[name], known.at.duration(to: .now) < .micros(keepMicros) {
      return (.success(known.account), nil, nil)
    }
    if let question = state.questions[name] {
      if question.isOverdue { return (.failure(.timedOut), nil, nil) }
      state.questions[name]?.waiters.append(waiter)
      return (nil, nil, nil)
    }
    state.lastNumber += 1
    state.questions[name] = Question(number: state.lastNumber, waiters: [waiter])
    state.line.append(name)
    return (nil, state.lastNumber, state.next())
  }

  private func look(_ name: String) {
    Self.queue.async {
      let answer: Answer
      do throws(Errno) { answer = .success(try self.asking(name)) } catch { answer = .failure(error) }
      let (waiters, next) = self.state.withLock { state in
        state.askedCount -= 1
        if case .success(let account) = answer { state.answers[name] = (account, .now) }
        return (state.questions.removeValue(forKey: name)?.waiters ?? [], state.next())
      }
      for waiter in waiters { waiter.resume(returning: answer) }
      if let next { self.look(next) }
    }
  }

  private func giveUpLater(_ name: String, _ number: UInt64) {
    Self.timers.asyncAfter(deadline: .now() + .microseconds(Int(patienceMicros))) { [weak self] in
      self?.giveUp(name, number)
    }
  }

  private func giveUp(_ name: String, _ number: UInt64) {
    let waiters: [CheckedContinuation<Answer, Never>] = state.withLock { state in
      guard let question = state.questions[name], question.number == number else { return [] }
      if question.isAsked {
        state.questions[name]?.isOverdue = true
        state.questions[name]?.waiters = []
      } else {
        state.questions[name] = nil
      }
      return question.waiters
    }
    for waiter in waiters { waiter.resume(returning: .failure(.timedOut)) }
  }
}
