import type { Transform, TransformName } from '#domain/plan/transform-schema.ts';
import type { CompileContext, Reverse, Step, TransformKind } from './transform.ts';
import { addressTransform } from './transforms/address.ts';
import { booleanTransform } from './transforms/boolean.ts';
import { caseTransform } from './transforms/case.ts';
import { constantTransform } from './transforms/constant.ts';
import { countryTransform } from './transforms/country.ts';
import { customTransform } from './transforms/custom.ts';
import { dateTransform } from './transforms/date.ts';
import { emailTransform } from './transforms/email.ts';
import { joinTransform } from './transforms/join.ts';
import { moneyTransform } from './transforms/money.ts';
import { numberTransform } from './transforms/number.ts';
import { phoneTransform } from './transforms/phone.ts';
import { picklistTransform } from './transforms/picklist.ts';
import { referenceTransform } from './transforms/reference.ts';
import { splitTransform } from './transforms/split.ts';
import { stateTransform } from './transforms/state.ts';
import { templateTransform } from './transforms/template.ts';
import { trimTransform } from './transforms/trim.ts';

/** Every named function of the plan. A new one is added here, in transform-schema.ts and in docs/plan.md. */
const TRANSFORMS: { readonly [Use in TransformName]: TransformKind<Use> } = {
  constant: constantTransform,
  trim: trimTransform,
  case: caseTransform,
  join: joinTransform,
  split: splitTransform,
  number: numberTransform,
  money: moneyTransform,
  date: dateTransform,
  picklist: picklistTransform,
  phone: phoneTransform,
  email: emailTransform,
  address: addressTransform,
  country: countryTransform,
  state: stateTransform,
  boolean: booleanTransform,
  reference: referenceTransform,
  template: templateTransform,
  custom: customTransform,
};

// The table's type pairs each name with its own parameters; the compiler cannot follow the pairing through a look-up.
const kindOf = (transform: Transform): TransformKind<TransformName> =>
  TRANSFORMS[transform.use] as TransformKind<TransformName>;

export const compileTransform = (transform: Transform, context: CompileContext): Step =>
  kindOf(transform).compile(transform, context);

/** The way back through one transform, or why there is none. */
export const reverseTransform = (transform: Transform): Reverse => kindOf(transform).reverse(transform);
