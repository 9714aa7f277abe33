/**
 * The HTTP status that Cosmos DB answered a point operation with, also when the SDK throws it;
 * anything else is thrown on.
 */
export async function statusOf(operation: Promise<{ statusCode: number }>): Promise<number> {
  try {
    return (await operation).statusCode;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? Number(error.code) : Number.NaN;
    if (code === 404 || code === 409 || code === 412) return code;
    throw error;
  }
}
