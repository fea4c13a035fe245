/** Who `npm run token` says it is. A service in production takes nothing of it. */
export const developmentIssuer = 'urn:rag-service:development';
/** For whom its tokens are. */
export const developmentAudience = 'rag-service';
