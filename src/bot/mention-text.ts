/** What stands after the mention of the bot. Text before it is talk, and ignored. */
export const mentionText = (text: string, botUserId: string): string => {
  const mention = new RegExp(`<@${botUserId}(?:\\|[^>]*)?>`);
  const found = mention.exec(text);
  return (found === null ? text : text.slice(found.index + found[0].length)).replace(/^[\s:,]+/, '');
};
