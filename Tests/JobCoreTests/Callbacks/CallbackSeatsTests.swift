// Who is called at once: the slow hold up nobody but themselves.

import Testing

@testable import JobCore

@Suite struct CallbackSeatsTests {
  private func url(_ text: String) -> CallbackReceiver { CallbackReceiver(.url(text)) }
  private func job(_ number: Int) -> Parent { .job(JobID(Int64(number))) }

  @Test func aHostHasItsShareAndOthersHaveTheRest() {
    var seats = CallbackSeats()
    let (one, other) = (url("http://one.example/a"), url("http://other.example/"))
    var number = 0
    while seats.take(job(number), [one]) { number += 1 }
    #expect(number == Limits.callbacksPerHostMax && seats.hasRoom)
    let isTaken = seats.take(job(number), [other])
    let isRefused = !seats.take(job(number + 1), [one, other])
    #expect(isTaken && isRefused && seats.isCalled(job(number)))
    seats.giveBack(job(0), [one])
    let isTakenNow = seats.take(job(number + 1), [one, other])
    #expect(isTakenNow && !seats.isCalled(job(0)))
  }

  @Test func allTogetherHaveABound() {
    var seats = CallbackSeats()
    var number = 0
    while seats.take(job(number), [url("http://host\(number).example/")]) { number += 1 }
    #expect(number == Limits.callbackCallsMax && !seats.hasRoom)
    var commands = CallbackSeats()
    number = 0
    while commands.take(job(number), [CallbackReceiver(.command(["tell", "\(number)"]))]) { number += 1 }
    #expect(number == Limits.callbackCommandsMax && commands.hasRoom)
    let isURLTaken = commands.take(job(number), [url("http://a.example/")])
    #expect(isURLTaken)
  }

  @Test func boundIsWhatTheDaemonHasRoomFor() {
    var seats = CallbackSeats(callsMax: 2)
    var number = 0
    while seats.take(job(number), [url("http://host\(number).example/")]) { number += 1 }
    #expect(number == 2 && !seats.hasRoom)
  }

  @Test func whoWasSlowIsCalledOnceAtATime() {
    var seats = CallbackSeats()
    let receiver = url("https://slow.example:8443/x?y")
    seats.note(receiver, tookMicros: Limits.callbackSlowMicros)
    let slow = [seats.take(job(1), [receiver]), seats.take(job(2), [receiver])]
    seats.giveBack(job(1), [receiver])
    seats.note(receiver, tookMicros: 1_000)
    let fast = [seats.take(job(1), [receiver]), seats.take(job(2), [receiver])]
    #expect(slow == [true, false] && fast == [true, true])
  }

  @Test func aReceiverIsAnOriginOrACommand() {
    #expect(url("http://A.example/x") == url("http://a.example/y?z"))
    #expect(url("http://a.example#f") == url("HTTP://a.example"))
    #expect(url("http://a.example:81/") != url("http://a.example/"))
    #expect(url("https://a.example/") != url("http://a.example/"))
    #expect(CallbackReceiver(.command(["a", "b"])) != CallbackReceiver(.command(["a", "c"])))
  }
}
