// The answer to one sender: the first one, whenever it is asked for.

import Testing

@testable import JobCore

@Suite struct InputSendTests {
  @Test func firstAnswerCounts() async {
    let send = InputSend()
    #expect(send.known == nil)
    send.tell(.accepted(3, isClosed: false))
    send.tell(.refused(.ended))
    #expect(send.known == .accepted(3, isClosed: false))
    #expect(await send.answer() == .accepted(3, isClosed: false))
  }

  @Test func whoAsksBeforeIsTold() async {
    let send = InputSend()
    async let answer = send.answer()
    await Task.yield()
    send.tell(.refused(.crowded))
    #expect(await answer == .refused(.crowded))
  }
}
