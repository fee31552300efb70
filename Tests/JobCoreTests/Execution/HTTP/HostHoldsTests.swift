// Holds of hosts: nothing during one, a probe after it, then more as answers come, and one alarm at most.

import Synchronization
import TestSupport
import Testing

@testable import JobCore

@Suite struct HostHoldsTests {
  /// What the pool of each host was told last.
  private final class Rooms: Sendable {
    private let last = Mutex<[String: Int?]>([:])

    func set(_ origin: String, _ room: Int?) { last.withLock { $0[origin] = .some(room) } }

    /// -1 is as much as it likes, -2 never spoken of.
    subscript(_ origin: HTTPOrigin) -> Int { last.withLock { $0[origin.text].map { $0 ?? -1 } ?? -2 } }
  }

  private let clock = ManualClock()
  private let rooms = Rooms()
  private let holds: HostHolds
  private let one: HTTPOrigin
  private let other: HTTPOrigin

  init() throws {
    holds = HostHolds(clock: clock) { [rooms] in rooms.set($0, $1) }
    one = try #require(HTTPOrigin("http://one.example/a"))
    other = try #require(HTTPOrigin("https://other.example/"))
  }

  @Test func hostIsHeldAndItsRoomComesBackInSteps() {
    #expect(holds.admits(one, isCounted: false) && clock.moments.isEmpty)
    holds.hold(one, forMicros: 60_000_000)
    #expect(rooms[one] == 0 && holds.isHeld(one) && !holds.admits(one, isCounted: true))
    #expect(holds.until(one.text) == .noon + 60_000_000 && clock.moments == [.noon + 60_000_000])
    // Late answers of requests from before.
    holds.answered(one)
    #expect(rooms[one] == 0)
    clock.advance(byMicros: 59_999_999)
    #expect(rooms[one] == 0)
    clock.advance(byMicros: 1)
    #expect(rooms[one] == 1 && !holds.isHeld(one) && holds.isRamping(one.text) && clock.moments.isEmpty)
    #expect(holds.admits(one, isCounted: true) && !holds.admits(one, isCounted: false))
    var seen: [Int] = []
    for _ in 0..<127 {
      if seen.last != rooms[one] { seen.append(rooms[one]) }
      holds.answered(one)
    }
    #expect(seen == [1, 2, 4, 8, 16, 32, 64] && rooms[one] == -1)
    #expect(holds.admits(one, isCounted: false) && !holds.isRamping(one.text))
  }

  @Test func probeThatIsHeldAgainBeginsAgain() {
    holds.hold(one, forMicros: 1_000_000)
    clock.advance(byMicros: 1_000_000)
    holds.answered(one)
    #expect(rooms[one] == 2)
    holds.hold(one, forMicros: 5_000_000)
    #expect(rooms[one] == 0)
    clock.advance(byMicros: 5_000_000)
    #expect(rooms[one] == 1)
  }

  @Test func longerHoldOutweighsAShorterOne() {
    holds.hold(one, forMicros: 10_000_000)
    holds.hold(one, forMicros: 2_000_000)
    #expect(holds.until(one.text) == .noon + 10_000_000)
    clock.advance(byMicros: 2_000_000)
    #expect(rooms[one] == 0 && holds.isHeld(one))
    clock.advance(byMicros: 8_000_000)
    #expect(rooms[one] == 1)
  }

  @Test func hostsDoNotConcernOneAnother() {
    holds.hold(other, forMicros: 30_000_000)
    holds.hold(one, forMicros: 10_000_000)
    #expect(clock.moments == [.noon + 10_000_000])
    clock.advance(byMicros: 10_000_000)
    #expect(rooms[one] == 1 && rooms[other] == 0 && clock.moments == [.noon + 30_000_000])
    clock.advance(byMicros: 20_000_000)
    #expect(rooms[other] == 1 && clock.moments.isEmpty)
  }

  @Test func rememberedHostsAreBounded() throws {
    holds.hold(one, forMicros: 1_000_000)
    for number in 1...Limits.hostHoldsMax {
      holds.hold(try #require(HTTPOrigin("http://h\(number)/")), forMicros: 60_000_000)
    }
    // The one whose hold would have ended first went, and with it its bound.
    #expect(rooms[one] == -1 && holds.until(one.text) == nil)
    #expect(holds.until("http://h1:80") != nil)
  }

  @Test(arguments: [
    ("http://Example.com", "http://example.com:80"), ("https://example.com/a?b#c", "https://example.com:443"),
    ("http://example.com:8080/", "http://example.com:8080"), ("http://[::1]:81/x", "http://[::1]:81"),
  ]) func originIsSchemeHostAndPort(_ url: String, _ text: String) {
    #expect(HTTPOrigin(url)?.text == text)
  }

  @Test(arguments: ["", "example.com", "ftp://example.com", "http://", "/a"]) func othersHaveNone(_ url: String) {
    #expect(HTTPOrigin(url) == nil)
  }

  @Test func holdLastsNoLongerThanAskedForWhenTheClockIsSetBack() {
    holds.hold(one, forMicros: 60_000_000)
    holds.hold(other, forMicros: 30_000_000)
    let back = Timestamp.noon - 3_600_000_000
    clock.turn(to: back)
    #expect(holds.until(one.text) == back + 60_000_000 && holds.until(other.text) == back + 30_000_000)
    #expect(clock.moments == [back + 30_000_000])
    clock.advance(byMicros: 60_000_000)
    #expect(!holds.isHeld(one) && !holds.isHeld(other))
    // A shorter hold does not outweigh what is left of a longer one, and that is reckoned from now as well.
    holds.hold(one, forMicros: 60_000_000)
    clock.turn(to: back)
    holds.hold(one, forMicros: 10_000_000)
    #expect(holds.until(one.text) == back + 60_000_000)
  }
}
