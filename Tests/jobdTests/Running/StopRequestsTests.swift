// Who listens late hears what was asked for before.

import JobCore
import Testing

@testable import jobd

@Suite struct StopRequestsTests {
  @Test func whatWasAskedForBeforeIsHeardAtOnce() async {
    let requests = StopRequests()
    requests.ask(.drain)
    requests.ask(.cancel)
    var heard = requests.listen().makeAsyncIterator()
    #expect(await heard.next() == .cancel)
    requests.ask(.now)
    #expect(await heard.next() == .now)
  }

  @Test func weakerStopThanOneBeforeItIsNone() async {
    let requests = StopRequests()
    var heard = requests.listen().makeAsyncIterator()
    #expect(requests.latest == nil)
    requests.ask(.cancel)
    requests.ask(.drain)
    #expect(requests.latest == .cancel)
    requests.ask(.now)
    #expect(await heard.next() == .cancel)
    #expect(await heard.next() == .now)
  }

  @Test func nextListenerTakesTheOthersPlace() async {
    let requests = StopRequests()
    var first = requests.listen().makeAsyncIterator()
    var second = requests.listen().makeAsyncIterator()
    requests.ask(.drain)
    #expect(await first.next() == nil)
    #expect(await second.next() == .drain)
  }
}
