/** What the model is told before the conversation. Nothing in it is secret: a model tells it to anybody who asks. */
export const systemPrompt = 'You are a helpful assistant. Answer briefly. Say so when you do not know something.';
