// Who keeps whom out: nobody those who come by another kind of listener, and no stranger all others.

import NIOCore
import Testing

@testable import HTTPFront

@Suite struct ConnectionBudgetTests {
  /// A budget that can be asked inside of an expectation.
  private final class Door {
    private final class Guest {}

    private var budget: ConnectionBudget
    private var now = NIODeadline.uptimeNanoseconds(1_000_000_000_000)
    /// Those who are in, in the order they came.
    private var guests: [(caller: Caller, guest: Guest)] = []

    init(_ connections: Int, perPeer: Int = 1_000, families: [SocketFamily] = [.unix, .tcp]) {
      var limits = HTTPLimits()
      (limits.connectionsMax, limits.strangersPerPeerMax) = (connections, perPeer)
      budget = ConnectionBudget(limits: limits, timeouts: HTTPTimeouts())
      for family in families { budget.keep(for: family) }
    }

    /// Somebody comes a moment after the last one; whether they are in.
    func join(_ caller: Caller) -> Bool {
      let guest = Guest()
      now = now + .milliseconds(1)
      switch budget.join(ObjectIdentifier(guest), caller, now: now) {
      case .full: return false
      case .insteadOf(let id): guests.removeAll { ObjectIdentifier($0.guest) == id }
      case .room: break
      }
      guests.append((caller, guest))
      return true
    }

    func pass(_ time: TimeAmount) { now = now + time }

    /// The one that came last.
    func vouch(for caller: Caller) {
      guard let last = guests.last(where: { $0.caller == caller }) else { return }
      budget.vouch(for: ObjectIdentifier(last.guest), caller)
    }

    /// The one that came first.
    func leave(_ caller: Caller, isStranger: Bool) {
      guard let index = guests.firstIndex(where: { $0.caller == caller }) else { return }
      budget.leave(ObjectIdentifier(guests.remove(at: index).guest), caller, isStranger: isStranger)
    }

    /// From where those come who are in.
    var callers: [Caller] { guests.map(\.caller) }
  }

  @Test(arguments: [Caller.unix, .tcp(nil)]) func quarterIsKeptForTheOtherListeners(_ caller: Caller) {
    let door = Door(100)
    let other = caller == .unix ? Caller.tcp(nil) : .unix
    for _ in 0..<75 { #expect(door.join(caller)) }
    #expect(!door.join(caller))
    for _ in 0..<25 { #expect(door.join(other)) }
    #expect(!door.join(other))
    door.leave(caller, isStranger: true)
    #expect(door.join(other))
  }

  @Test func oneKindOfListenerMayHaveAll() {
    let door = Door(4, families: [.unix])
    for _ in 0..<4 { #expect(door.join(.unix)) }
    #expect(!door.join(.unix))
  }

  @Test(arguments: 2...8) func ofFewConnectionsOneIsKept(_ count: Int) {
    let door = Door(count)
    while door.join(.tcp(nil)) {}
    #expect(door.join(.unix))
  }

  @Test func strangerOfOneAddressKeepsNoOtherOut() {
    let door = Door(100, perPeer: 3)
    let (one, other) = (Caller.tcp(.v4(1)), Caller.tcp(.v4(2)))
    for _ in 0..<3 { #expect(door.join(one)) }
    #expect(!door.join(one))
    #expect(door.join(other))
    door.leave(one, isStranger: true)
    #expect(door.join(one))
    #expect(!door.join(one))
  }

  @Test func whoHasShownATokenIsNoStranger() {
    let door = Door(100, perPeer: 2)
    let peer = Caller.tcp(.v4(1))
    for _ in 0..<10 {
      #expect(door.join(peer))
      door.vouch(for: peer)
    }
    // That one of them leaves makes no room among strangers.
    for _ in 0..<2 { #expect(door.join(peer)) }
    door.leave(peer, isStranger: false)
    #expect(!door.join(peer))
  }

  @Test func whoHasShownNoTokenForAWhileMakesRoomForWhoComes() {
    let door = Door(100, perPeer: 3)
    let (one, other) = (Caller.tcp(.v4(1)), Caller.tcp(.v4(2)))
    #expect(door.join(other))
    for _ in 0..<3 { #expect(door.join(one)) }
    door.pass(.seconds(1))
    for _ in 0..<3 { #expect(door.join(one)) }
    // Those have just come.
    #expect(!door.join(one))
    #expect(door.callers == [other, one, one, one])
  }

  @Test func strangersOfManyAddressesKeepNobodyOutEither() {
    let door = Door(16, perPeer: 2)
    for number in 0..<6 { for _ in 0..<2 { #expect(door.join(.tcp(.v4(UInt32(number))))) } }
    let late = Caller.tcp(.v4(99))
    #expect(!door.join(late))
    door.pass(.seconds(1))
    #expect(door.join(late))
    #expect(door.callers.count == 12 && door.callers.first == .tcp(.v4(0)))
    #expect(door.callers.filter { $0 == .tcp(.v4(0)) }.count == 1)
    // What is kept for the Unix socket is its own.
    for _ in 0..<4 { #expect(door.join(.unix)) }
    #expect(!door.join(.unix))
  }

  @Test func whoHasShownATokenDoesNotHaveToLeave() {
    let door = Door(100, perPeer: 1)
    let peer = Caller.tcp(.v4(1))
    for _ in 0..<3 {
      #expect(door.join(peer))
      door.vouch(for: peer)
    }
    door.pass(.hours(1))
    for _ in 0..<5 {
      #expect(door.join(peer))
      door.pass(.seconds(1))
    }
    #expect(door.callers.count == 4)
  }

  @Test func ofFewConnectionsOneStrangerHasHalf() {
    let door = Door(8)
    let peer = Caller.tcp(.v4(1))
    for _ in 0..<3 { #expect(door.join(peer)) }
    #expect(!door.join(peer))
    #expect(door.join(.tcp(.v4(2))))
  }
}
