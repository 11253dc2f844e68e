//! What each column of an export is taken for.

use lastseen::model::field::DataSet;
use test_case::test_case;

use super::{
    drafted,
    export::{CHILDREN, lines, names_nobody},
    fields, read, said,
};

/// An export by its delimiter, headings and rows; what stands above and below its table; the fields of its columns.
struct Export {
    mark: char,
    above: &'static [&'static str],
    headings: &'static str,
    row: &'static str,
    rows: usize,
    below: &'static [&'static str],
    taken: &'static str,
}

const PLAIN: Export = Export {
    mark: ',',
    above: &[],
    headings: "",
    row: "",
    rows: 60,
    below: &[],
    taken: "",
};

const MOSAIC_VISITS: Export = Export {
    headings: "Step ID,Person ID,Person Name,Visit Type,Planned Date,Actual Date,Seen Alone Flag,Child Seen Flag,Worker ID,Worker Name,Team Name",
    row: "{visit},{child},{name},{Home Visit/School Visit/Telephone Call/Virtual Visit (Video)},{us},{iso} 10:15,{Y/N},{Y/Y/N},{worker},{worker_name},CP North",
    taken: "Step ID = visits.visit_id
Person ID = visits.child_id
Visit Type = visits.mode
Actual Date = visits.visit_date
Seen Alone Flag = visits.seen_alone
Child Seen Flag = visits.child_seen
Worker ID = visits.worker_id",
    ..PLAIN
};

const MOSAIC_CASES: Export = Export {
    headings: "Mosaic ID,Name,Date of Birth,Age,Gender,Classification,Classification Start,Classification End,Allocated Worker,Allocated Worker ID,Team,Next Review Due",
    row: "{child},\"{surname}, {forename}\",{born},{7/8/9},{Male/Female},{CiN Plan/CP Plan/LAC/Leaving Care},01/09/2026,,{worker_name},{worker},{CP North/CIN East},{uk}",
    rows: CHILDREN,
    taken: "Mosaic ID = cases.child_id
Name = cases.child_name
Date of Birth = cases.date_of_birth
Classification = cases.status
Classification Start = cases.status_start
Classification End = cases.status_end
Allocated Worker ID = cases.worker_id
Team = cases.team",
    ..PLAIN
};

const LCS_NOTES: Export = Export {
    mark: ';',
    above: &["LCS case notes", "Run date: 22/11/2026 07:14"],
    headings: "LCSID;Child's Name;DOB;Case Note Type;Event Date;Entered Date;Child Seen?;Seen Alone?;Bedroom Seen?;Entered By;Case Note Text",
    row: "{child};{name};{born};{Statutory Visit - CP/School Visit/Phone Call/Visit - No Access};{uk};{uk};{Yes/No};{Yes/};{Yes/No};{worker_name} ({worker});{note}",
    below: &["Total records: 60"],
    taken: "LCSID = visits.child_id
Case Note Type = visits.mode
Event Date = visits.visit_date
Entered Date = visits.recorded_at
Child Seen? = visits.child_seen
Seen Alone? = visits.seen_alone
Entered By = visits.worker_id",
    ..PLAIN
};

const ECLIPSE_FORMS: Export = Export {
    headings: "Form ID,Subjects,Who was seen?,Visit date,Type of visit,Seen alone,Completed by",
    row: "{visit},{name} ({child}); {next_name} ({next}),{name} ({child}),{uk},{Home/School/Telephone},{Yes/No},{worker_name} ({worker})",
    taken: "Form ID = visits.visit_id
Subjects = visits.child_id
Who was seen? = visits.child_seen
Visit date = visits.visit_date
Type of visit = visits.mode
Seen alone = visits.seen_alone
Completed by = visits.worker_id",
    ..PLAIN
};

const ECLIPSE_LISTS: Export = Export {
    mark: '|',
    headings: "Contact record number|Children involved|Contact date/time|Contact made by|Type of contact|Child/ren seen",
    row: "{visit}|{surname}, {forename} ({child}), {next_name} ({next})|{uk} 09:30|{worker_name} ({worker})|{Face to face - home/MS Teams/Phone call}|{surname}, {forename} ({child})",
    taken: "Contact record number = visits.visit_id
Children involved = visits.child_id
Contact date/time = visits.visit_date
Contact made by = visits.worker_id
Type of contact = visits.mode
Child/ren seen = visits.child_seen",
    ..PLAIN
};

const POWER_BI: Export = Export {
    headings: "Client ID,Client Name,Plan,Plan Start Date,Plan End Date,Team,Allocated Worker,RAG,RAG Date",
    row: "{child},{name},{Child in Need/Child Protection/Looked After/Care Leaver},01/09/2026,,CIN East,{worker_name} ({worker}),{Red/Amber/Green},{uk}",
    rows: CHILDREN,
    below: &["Total,,,,,,,,", "\"Applied filters: Status is Open\""],
    taken: "Client ID = cases.child_id
Client Name = cases.child_name
Plan = cases.status
Plan Start Date = cases.status_start
Plan End Date = cases.status_end
Team = cases.team
Allocated Worker = cases.worker_id
RAG = cases.rag
RAG Date = cases.rag_decided_on",
    ..PLAIN
};

const MONTH_FIRST: Export = Export {
    mark: '\t',
    headings: "Case Number\tContact Number\tDate of Contact\tMethod of Contact\tContact Status\tChild Seen (Y/N)\tStaff Number\tCreated On",
    row: "C-{child}\t{visit}\t{us} 10:30 AM\t{Face to Face/Telephone/Video}\t{Completed/Failed/Cancelled}\t{Y/N}\t{worker}\t{us}",
    taken: "Case Number = visits.child_id
Contact Number = visits.visit_id
Date of Contact = visits.visit_date
Method of Contact = visits.mode
Contact Status = visits.outcome
Child Seen (Y/N) = visits.child_seen
Staff Number = visits.worker_id
Created On = visits.recorded_at",
    ..PLAIN
};

const ONE_ROW: Export = Export {
    headings: "Child Ref,Child Name,DOB,Legal Status,Start Date,End Date,Team,Key Worker Ref,Visit Ref,Visit Date,Visit Type,Visit Outcome,Child Seen,Recorded Date",
    row: "{child},{name},{born},Child in Need,01/09/2026,,CIN East,{worker},{visit},{uk},{Home Visit/Telephone Call},{Completed/Did Not Attend},{Yes/No},{uk}",
    rows: CHILDREN,
    taken: "Child Ref = cases.child_id, visits.child_id
Child Name = cases.child_name
DOB = cases.date_of_birth
Legal Status = cases.status
Start Date = cases.status_start
End Date = cases.status_end
Team = cases.team
Key Worker Ref = cases.worker_id
Visit Ref = visits.visit_id
Visit Date = visits.visit_date
Visit Type = visits.mode
Visit Outcome = visits.outcome
Child Seen = visits.child_seen
Recorded Date = visits.recorded_at",
    ..PLAIN
};

const CAREFIRST: Export = Export {
    headings: "Activity No,CareFirst No,Client,Activity Type,Activity Start Date,Activity Status,Originating Worker,Date Keyed",
    row: "{visit},{child},\"{surname}, {forename}\",{C-Stat Visit CP/C-Telephone Call/C-Virtual Visit},{uk},{COMPLETED/ATTEMPTED/CANCELLED},{worker_name} - {worker},{uk}",
    taken: "Activity No = visits.visit_id
CareFirst No = visits.child_id
Activity Type = visits.mode
Activity Start Date = visits.visit_date
Activity Status = visits.outcome
Originating Worker = visits.worker_id
Date Keyed = visits.recorded_at",
    ..PLAIN
};

const SHORT_WORDS: Export = Export {
    headings: "YP Ref,Wkr Ref,Contact Dt,Contact Mthd,Outcome Desc,Seen Alone Ind,Seen Ind,Crtd Dt",
    row: "{child},{worker},{serial},{HV/F2F/TEL/VID},{Successful/Unsuccessful/Cancelled},{1/0},{1/1/0},{serial}",
    taken: "YP Ref = visits.child_id
Wkr Ref = visits.worker_id
Contact Dt = visits.visit_date
Contact Mthd = visits.mode
Outcome Desc = visits.outcome
Seen Alone Ind = visits.seen_alone
Seen Ind = visits.child_seen
Crtd Dt = visits.recorded_at",
    ..PLAIN
};

const QUESTIONS: Export = Export {
    headings: "Document ID,Workflow Subject ID,Date and time of the visit,Date of previous visit,Date next visit is due,What type of visit was this?,Was the child or young person seen during this visit?,Was the child or young person spoken to alone?,\"If not, why not?\",Worker who undertook the visit (ID),Date form finalised",
    row: "{visit},{child},{words} 10:15,{us},{us},{Statutory visit/CIN visit/Telephone contact},{Yes/No},{Yes/No},{/note},{worker},{uk}",
    taken: "Document ID = visits.visit_id
Workflow Subject ID = visits.child_id
Date and time of the visit = visits.visit_date
What type of visit was this? = visits.mode
Was the child or young person seen during this visit? = visits.child_seen
Was the child or young person spoken to alone? = visits.seen_alone
Worker who undertook the visit (ID) = visits.worker_id
Date form finalised = visits.recorded_at",
    ..PLAIN
};

const DATABASE: Export = Export {
    headings: "cin_visit_id,visit_person_id,visit_dttm,visit_method_desc,visit_child_seen_flag,visit_child_seen_alone_flag,visit_worker_code,last_updated_dttm,created_dttm",
    row: "{visit},{child},{iso} 10:15:00.000,{FACE_TO_FACE/TELEPHONE/VIDEO_CALL},{Y/N},{Y/N},{worker},{iso} 01:00:00,{iso} 00:10:00",
    taken: "cin_visit_id = visits.visit_id
visit_person_id = visits.child_id
visit_dttm = visits.visit_date
visit_method_desc = visits.mode
visit_child_seen_flag = visits.child_seen
visit_child_seen_alone_flag = visits.seen_alone
visit_worker_code = visits.worker_id
created_dttm = visits.recorded_at",
    ..PLAIN
};

const CAPITALS: Export = Export {
    headings: "CLIENT_REF,CLIENT_SURNAME,CLIENT_FORENAMES,DATE_OF_BIRTH,CURRENT_LEGAL_STATUS,CASE_CATEGORY,CAT_START_DT,RESP_TEAM,RESP_WORKER_REF",
    row: "{child},{surname},{forename},{born},{C2/V2/C1},{CIN/CPP/LAC/CARE LEAVER},01-SEP-2026,CIN East,{worker}",
    rows: CHILDREN,
    taken: "CLIENT_REF = cases.child_id
CLIENT_SURNAME = cases.child_name
DATE_OF_BIRTH = cases.date_of_birth
CASE_CATEGORY = cases.status
CAT_START_DT = cases.status_start
RESP_TEAM = cases.team
RESP_WORKER_REF = cases.worker_id",
    ..PLAIN
};

const TWO_LINES: Export = Export {
    above: &["Child,,,Visit,,,,"],
    headings: "ID,Name,DOB,Date,Type,Outcome,Seen?,Worker ID",
    row: "{child},{name},{born},{uk},{Home Visit/Telephone Call},{Completed/No reply},{Y/N},{worker}",
    taken: "ID = visits.child_id
Date = visits.visit_date
Type = visits.mode
Outcome = visits.outcome
Seen? = visits.child_seen
Worker ID = visits.worker_id",
    ..PLAIN
};

const LAST_SEEN: Export = Export {
    headings: "Person ID,Name,Primary Need,Case Status,Case Start Date,Allocated Team,Allocated SW,Date Last Seen,Days Since Last Visit,Next Visit Due",
    row: "{child},{name},{N1/N2},{Child in Need/Child Protection},01/09/2026,CIN East,{worker_name} [{worker}],{uk},{3/14/15},{uk}",
    rows: CHILDREN,
    taken: "Person ID = cases.child_id, visits.child_id
Name = cases.child_name
Case Status = cases.status
Case Start Date = cases.status_start
Allocated Team = cases.team
Allocated SW = cases.worker_id
Date Last Seen = visits.visit_date",
    ..PLAIN
};

const LEAVERS: Export = Export {
    headings: "Young Person ID,Young Person,DOB,Eligibility,Personal Adviser,PA ID,Team,In Touch",
    row: "{child},{name},{born},{Relevant/Former Relevant/Qualifying},{worker_name},{worker},Leaving Care,{Yes/No}",
    rows: CHILDREN,
    taken: "Young Person ID = cases.child_id
Young Person = cases.child_name
DOB = cases.date_of_birth
Eligibility = cases.status
PA ID = cases.worker_id
Team = cases.team",
    ..PLAIN
};

const STAFF: Export = Export {
    headings: "Employee Number,Surname,First Name,Post Title,Team,SWE Registration Number,Leaving Date",
    row: "{child},{surname},{forename},{Social Worker/Family Support Worker/Team Manager},CP North,{SW55512/},{uk}",
    rows: CHILDREN,
    taken: "Employee Number = workers.worker_id
Surname = workers.worker_name
Post Title = workers.role
Team = workers.team
SWE Registration Number = workers.qualified
Leaving Date = workers.left_on",
    ..PLAIN
};

const RATINGS: Export = Export {
    headings: "Person ID,Priority Level,Date Priority Set,Set By,Comments",
    row: "{child},{High/Medium/Low},{uk},{worker},{note}",
    rows: CHILDREN,
    taken: "Person ID = ratings.child_id
Priority Level = ratings.rag
Date Priority Set = ratings.rag_decided_on
Set By = ratings.rag_decided_by
Comments = ratings.rag_rationale",
    ..PLAIN
};

const SUB_STATUSES: Export = Export {
    headings: "Child System ID,Child Full Name,Child DOB,Child Status,Category of Abuse,Status Date From,Status Date To,Social Care Team,Social Worker System ID,Social Worker Name,Priority",
    row: "{child},{name},{born},{CIN - Section 17/LAC - Full Care Order/Child Protection (Neglect)/Care Leaver - 18+},{Neglect/},01/09/2026,,CIN East,{worker},{worker_name},{1 - High/2 - Medium/3 - Low}",
    rows: CHILDREN,
    taken: "Child System ID = cases.child_id
Child Full Name = cases.child_name
Child DOB = cases.date_of_birth
Child Status = cases.status
Status Date From = cases.status_start
Status Date To = cases.status_end
Social Care Team = cases.team
Social Worker System ID = cases.worker_id
Priority = cases.rag",
    ..PLAIN
};

const FORM_ANSWERS: Export = Export {
    headings: "Subject ID,Subject,Form,Visit happened on,Form completed,Completed by,Completed by ID,Visit outcome,Child present at visit,Child spoken with alone",
    row: "{child},{name},{Statutory Visit/Telephone contact record},{uk},{uk},{worker_name},{worker},{Took place/No one in/Cancelled by family},{Yes/No},{Yes/No}",
    taken: "Subject ID = visits.child_id
Form = visits.mode
Visit happened on = visits.visit_date
Form completed = visits.recorded_at
Completed by ID = visits.worker_id
Visit outcome = visits.outcome
Child present at visit = visits.child_seen
Child spoken with alone = visits.seen_alone",
    ..PLAIN
};

const LCS_GROUPS: Export = Export {
    mark: ';',
    above: &["Contacts by child (case notes of type visit)"],
    headings: "Child;LCS No.;Note date;Note type;Entered by;Entered on;Note text",
    row: "{name};{child};{uk};{HV - child seen/HV - child not seen/TC to child/Visit planned};{worker_name};{serial};{note}",
    below: &[";;No. of contacts:;60"],
    taken: "LCS No. = visits.child_id
Note date = visits.visit_date
Note type = visits.mode
Entered by = visits.worker_id
Entered on = visits.recorded_at",
    ..PLAIN
};

const LCS_CASELOAD: Export = Export {
    headings: "Team,LCS No.,Child,D.O.B,Cat,Cat from,Legal status,Lead prof.",
    row: "CIN East,{child},{name},{born},{CIN (s17)/LAC/CPP},{dots},{C1 - ICO/V2 - S20/},{worker_name}",
    rows: CHILDREN,
    taken: "Team = cases.team
LCS No. = cases.child_id
Child = cases.child_name
D.O.B = cases.date_of_birth
Cat = cases.status
Cat from = cases.status_start
Lead prof. = cases.worker_id",
    ..PLAIN
};

const FORM_STATUS: Export = Export {
    mark: ';',
    headings: "Form ref;Form status;Subjects;Date of contact;How was the contact made?;Contact took place?;Which children were seen?;Which children were seen alone?;Author",
    row: "{visit};{COMPLETE/DRAFT};{name} [{child}], {next_name} [{next}];{iso}T13:45:00;{In person/Telephone};{Yes/No - no one home/No - cancelled};{All/None};{name};{worker}",
    taken: "Form ref = visits.visit_id
Subjects = visits.child_id
Date of contact = visits.visit_date
How was the contact made? = visits.mode
Contact took place? = visits.outcome
Which children were seen? = visits.child_seen
Author = visits.worker_id",
    ..PLAIN
};

const SHORT_CODES: Export = Export {
    headings: "ACT NO,CLI NO,ACT CD,ACT DT,METHOD,RESULT,CH SEEN,SEEN ALN,WKR NO,INPUT DT,TEXT",
    row: "{visit},{child},{CNV/SVL},{words},{FF/TL/VC},{HELD/NOACC/CANX/BKD},{Y/N},{Y/N},{worker},{words},{note}",
    taken: "ACT NO = visits.visit_id
CLI NO = visits.child_id
ACT DT = visits.visit_date
METHOD = visits.mode
RESULT = visits.outcome
CH SEEN = visits.child_seen
SEEN ALN = visits.seen_alone
WKR NO = visits.worker_id
INPUT DT = visits.recorded_at",
    ..PLAIN
};

const SHORT_CASES: Export = Export {
    headings: "CLI NO,SNAME,FNAME,BIRTH DT,CLASSIF DESC,CLASSIF ST DT,KEY WKR NO,TEAM CD,PRI RTG,PRI RTG DT",
    row: "{child},{surname},{forename},{born},{CHILD IN NEED/CHILD PROT PLAN/LEAVING CARE},{words},{worker},FSN1,{R/A/G},{words}",
    rows: CHILDREN,
    taken: "CLI NO = cases.child_id
SNAME = cases.child_name
BIRTH DT = cases.date_of_birth
CLASSIF DESC = cases.status
CLASSIF ST DT = cases.status_start
KEY WKR NO = cases.worker_id
TEAM CD = cases.team
PRI RTG = cases.rag
PRI RTG DT = cases.rag_decided_on",
    ..PLAIN
};

const LIST_9: Export = Export {
    headings: "Child Unique ID,Gender,Date of Birth,Allocated Team,Allocated Worker,Eligibility Category,Latest Date of Contact,Type of Accommodation,Activity Status",
    row: "{child},{Male/Female},{born},Leavers,{worker},{Relevant/Former Relevant/Qualifying},{uk},{U/K},{F1/G5}",
    rows: CHILDREN,
    taken: "Child Unique ID = cases.child_id, visits.child_id
Date of Birth = cases.date_of_birth
Allocated Team = cases.team
Allocated Worker = cases.worker_id
Eligibility Category = cases.status
Latest Date of Contact = visits.visit_date",
    ..PLAIN
};

#[test_case(&LCS_GROUPS; "types that say who was seen, totals below the dates")]
#[test_case(&LCS_CASELOAD; "days with dots")]
#[test_case(&FORM_STATUS; "the status of a form beside what came of the visit")]
#[test_case(&SHORT_CODES; "headings and words shortened to codes")]
#[test_case(&SHORT_CASES; "cases of the same, names in two columns")]
#[test_case(&LIST_9; "what a care leaver does")]
#[test_case(&SUB_STATUSES; "statuses within longer words, numbered priorities")]
#[test_case(&FORM_ANSWERS; "answers of a form")]
#[test_case(&MOSAIC_VISITS; "mosaic visits with a planned date")]
#[test_case(&MOSAIC_CASES; "mosaic cases")]
#[test_case(&LCS_NOTES; "case notes below titles, a total")]
#[test_case(&ECLIPSE_FORMS; "forms of two children")]
#[test_case(&ECLIPSE_LISTS; "lists that only a bracket divides")]
#[test_case(&POWER_BI; "a report with its filters")]
#[test_case(&MONTH_FIRST; "months first, tabs")]
#[test_case(&ONE_ROW; "a case and its visit")]
#[test_case(&CAREFIRST; "activities")]
#[test_case(&SHORT_WORDS; "shortened words and serial numbers")]
#[test_case(&QUESTIONS; "the questions of a form")]
#[test_case(&DATABASE; "columns of a database")]
#[test_case(&CAPITALS; "capitals, a legal status beside the category")]
#[test_case(&TWO_LINES; "headings in two lines")]
#[test_case(&LAST_SEEN; "a caseload with the day last seen")]
#[test_case(&LEAVERS; "care leavers without a start")]
#[test_case(&STAFF; "staff")]
#[test_case(&RATINGS; "ratings")]
fn a_column_is_taken_for_what_it_is(export: &Export) {
    let mut text: Vec<String> = export.above.iter().map(|line| (*line).to_owned()).collect();
    text.extend(lines(export.headings, export.row, export.rows));
    text.extend(export.below.iter().map(|line| (*line).to_owned()));
    let bytes = (text.join("\r\n") + "\r\n").into_bytes();
    let draft = drafted("export_20261122.csv", &bytes, None).expect("it can be drafted");
    assert_eq!(fields(&draft), export.taken, "{}", draft.text);
    names_nobody(&said(&draft));
    assert!(draft.is_whole, "{}", draft.text);
    let delimiter = format!("delimiter = {:?}", export.mark.to_string());
    assert_eq!(
        export.mark != ',',
        draft.text.contains(&delimiter),
        "{}",
        draft.text
    );
    for (set, rows) in read("export_20261122.csv", &bytes, &draft) {
        let own = export
            .taken
            .matches(&format!("{}.child_id", set.name()))
            .count();
        assert!(own == 1 || set == DataSet::Workers, "{}", draft.text);
        // Each form is of two children.
        let each = if draft.text.contains("split") { 2 } else { 1 };
        assert_eq!(
            (rows.accepted, rows.rejected),
            ((export.rows * each) as u64, 0),
            "{}: {}",
            set.name(),
            draft.text
        );
    }
}
