// Who keeps whom out: nobody those who come by another kind of listener, and no stranger all others.

import Testing

@testable import HTTPFront

@Suite struct ConnectionBudgetTests {
  /// A budget that can be asked inside of an expectation.
  private final class Door {
    private final class Guest {}

    private var budget: ConnectionBudget
    /// Those who are in, in the order they came.
    private var guests: [(caller: Caller, guest: Guest)] = []
    /// Those who had to make room, in the order they had to.
    private var leavers: [(caller: Caller, guest: Guest)] = []

    init(_ connections: Int, perPeer: Int = 1_000, families: [SocketFamily] = [.unix, .tcp]) {
      var limits = HTTPLimits()
      (limits.connectionsMax, limits.strangersPerPeerMax) = (connections, perPeer)
      budget = ConnectionBudget(limits: limits)
      for family in families { budget.keep(for: family) }
    }

    /// Somebody comes; whether they are in.
    func join(_ caller: Caller) -> Bool {
      let guest = Guest()
      return enter((caller, guest), budget.join(ObjectIdentifier(guest), caller))
    }

    /// The one that had to make room first shows a token after all.
    func comeBack() -> Bool {
      let leaver = leavers.removeFirst()
      return enter(leaver, budget.comeBack(leaver.caller))
    }

    private func enter(_ one: (caller: Caller, guest: Guest), _ verdict: ConnectionBudget.Verdict) -> Bool {
      switch verdict {
      case .full: return false
      case .insteadOf(let id):
        guard let index = guests.firstIndex(where: { ObjectIdentifier($0.guest) == id }) else { return false }
        leavers.append(guests.remove(at: index))
      case .room: break
      }
      guests.append(one)
      return true
    }

    /// The one that came last, or the one after which so many have come.
    func vouch(for caller: Caller, after count: Int = 0) {
      guard let one = guests.filter({ $0.caller == caller }).dropLast(count).last else { return }
      budget.vouch(for: ObjectIdentifier(one.guest), caller)
    }

    /// The one that came first.
    func leave(_ caller: Caller, isStranger: Bool) {
      guard let index = guests.firstIndex(where: { $0.caller == caller }) else { return }
      budget.leave(ObjectIdentifier(guests.remove(at: index).guest), caller, isStranger: isStranger)
    }

    /// Stands for the one that came last.
    var newest: ObjectIdentifier? { guests.last.map { ObjectIdentifier($0.guest) } }

    func isIn(_ id: ObjectIdentifier?) -> Bool { guests.contains { ObjectIdentifier($0.guest) == id } }

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
    #expect(door.join(other))
    // Whoever comes is in, in place of the one of this address that has been here for longest.
    for _ in 0..<10 { #expect(door.join(one)) }
    #expect(door.callers == [other, one, one, one])
    door.leave(one, isStranger: true)
    #expect(door.join(one))
    #expect(door.callers == [other, one, one, one])
  }

  @Test func whoHasShownATokenIsNoStranger() {
    let door = Door(100, perPeer: 2)
    let peer = Caller.tcp(.v4(1))
    for _ in 0..<10 {
      #expect(door.join(peer))
      door.vouch(for: peer)
    }
    for _ in 0..<5 { #expect(door.join(peer)) }
    #expect(door.callers.count == 12)
    // That one of them leaves makes no room among strangers.
    door.leave(peer, isStranger: false)
    #expect(door.join(peer))
    #expect(door.callers.count == 11)
  }

  @Test func whoComesHasItsPlaceUntilAsManyHaveComeAfterIt() {
    let door = Door(100, perPeer: 4)
    let peer = Caller.tcp(.v4(1))
    for _ in 0..<20 { #expect(door.join(peer)) }
    let client = door.newest
    for _ in 0..<3 { #expect(door.join(peer)) }
    #expect(door.isIn(client))
    // It shows a token in time, and is not counted among strangers any more.
    door.vouch(for: peer, after: 3)
    for _ in 0..<20 { #expect(door.join(peer)) }
    #expect(door.isIn(client) && door.callers.count == 5)
  }

  @Test func strangersOfManyAddressesKeepNobodyOutEither() {
    let door = Door(16, perPeer: 2)
    for number in 0..<6 { for _ in 0..<2 { #expect(door.join(.tcp(.v4(UInt32(number))))) } }
    #expect(door.join(.tcp(.v4(99))))
    #expect(door.callers.count == 12 && door.callers.first == .tcp(.v4(0)))
    #expect(door.callers.filter { $0 == .tcp(.v4(0)) }.count == 1)
    // What is kept for the Unix socket is its own.
    for _ in 0..<4 { #expect(door.join(.unix)) }
    #expect(!door.join(.unix))
    #expect(door.callers.count == 16)
  }

  @Test func wherePlacesAreWithOwnersOneMoreIsOneTooMany() {
    let door = Door(8)
    let peer = Caller.tcp(.v4(1))
    for _ in 0..<6 {
      #expect(door.join(peer))
      door.vouch(for: peer)
    }
    #expect(!door.join(peer))
    #expect(!door.join(.tcp(.v4(2))))
    #expect(door.callers.count == 6)
  }

  @Test func whoShowsATokenWhileItMakesRoomIsCountedAgain() {
    let door = Door(8, perPeer: 1)
    let peer = Caller.tcp(.v4(1))
    #expect(door.join(peer))
    #expect(door.join(peer))
    #expect(door.callers.count == 1)
    #expect(door.comeBack())
    #expect(door.callers.count == 2)
    door.leave(peer, isStranger: true)
    door.leave(peer, isStranger: false)
    // All places are there again.
    for _ in 0..<6 {
      #expect(door.join(peer))
      door.vouch(for: peer)
    }
    #expect(!door.join(peer))
  }

  @Test func whoShowsATokenTooLateTakesAStrangersPlaceAndNoOwners() {
    let door = Door(4, perPeer: 1)
    let (one, other) = (Caller.tcp(.v4(1)), Caller.tcp(.v4(2)))
    #expect(door.join(one))
    for _ in 0..<2 {
      #expect(door.join(other))
      door.vouch(for: other)
    }
    // The first makes room for the second, and that one for the first as it comes back.
    #expect(door.join(one))
    #expect(door.comeBack())
    #expect(door.callers.count == 3)
    #expect(!door.comeBack())
    #expect(door.callers.count == 3)
  }

  @Test func ofFewConnectionsOneStrangerHasHalf() {
    let door = Door(8)
    let peer = Caller.tcp(.v4(1))
    for _ in 0..<5 { #expect(door.join(peer)) }
    #expect(door.callers.count == 3)
    for _ in 0..<3 { #expect(door.join(.tcp(.v4(2)))) }
    #expect(door.callers.count == 6)
  }
}
